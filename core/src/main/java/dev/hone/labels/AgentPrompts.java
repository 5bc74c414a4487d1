package dev.hone.labels;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.chat.Transcript;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import dev.hone.verdicts.JudgePrompt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What agents are asked. Where an agent answers, it is given the conversation as it was logged,
 * tools and response format as they were, and at most one message after it; where it reads about an
 * answer, everything that was logged or generated stands fenced.
 */
public final class AgentPrompts {
  /** Names of the fenced texts. */
  public static final String CONVERSATION = JudgePrompt.CONVERSATION;

  public static final String TOOLS = JudgePrompt.TOOLS;
  public static final String RESPONSE_FORMAT = JudgePrompt.RESPONSE_FORMAT;

  /** Followed by the draft's number, from 1. */
  public static final String DRAFT = "DRAFT ";

  public static final String REVIEW = "REVIEW";
  public static final String ANSWER = JudgePrompt.ANSWER;
  public static final String NOTES = "NOTES";
  public static final String TASK_PROMPT = "TASK PROMPT";

  /** Followed by a number, from 1. */
  public static final String EXAMPLE = "EXAMPLE ";

  /** Followed by a number, from 1. */
  public static final String FAILURE = "FAILURE ";

  public static final String CRITERIA_SO_FAR = "CRITERIA SO FAR";

  private static final String JSON_OBJECT = "{\"type\":\"json_object\"}";
  private static final int REVIEW_TOKENS = 800;
  private static final int PICK_TOKENS = 100;
  private static final int DERIVE_TOKENS = 2_000;

  private AgentPrompts() {}

  /** The conversation itself; its sample tells the drafts apart. */
  static ChatRequest draft(OriginalAnswer row, double temperature, int index, int maxTokens) {
    return new ChatRequest(
            row.messages(),
            row.toolsJson(),
            row.responseFormatJson(),
            new Sampling(temperature, 1, maxTokens, null, List.of()))
        .withSample(index);
  }

  static ChatRequest critique(OriginalAnswer row, List<Votes> drafts) {
    FencedText texts = drafts(about(row), drafts);
    return reading(
        """
        You review drafts of an assistant's answer to a conversation.
        For every draft, named by its number, say what is wrong with it: instructions of the conversation not \
        followed, facts missed or made up, a form that was not asked for, tools called wrongly; or that nothing is. \
        Several drafts may share a mistake: hold each against the instructions, not against the others.
        Be brief, and write no answer of your own.
        """
            + texts.rule(),
        texts,
        null,
        REVIEW_TOKENS);
  }

  static ChatRequest synthesis(
      OriginalAnswer row, List<Votes> drafts, @Nullable String review, int maxTokens) {
    FencedText texts = drafts(new FencedText(), drafts).addIfAny(REVIEW, review);
    return answering(
        row,
        """
        Answer the conversation above this message, as it asks and in the form it asks for.
        To help you, here are drafts by others and a reviewer's notes on them. Any of them may be wrong. Mention \
        neither them nor this message.
        """
            + texts.rule(),
        texts,
        maxTokens);
  }

  static ChatRequest pick(OriginalAnswer row, List<Votes> drafts) {
    FencedText texts = drafts(about(row), drafts);
    return reading(
        """
        You choose the best of several drafts of an assistant's answer to a conversation: the one that does what the \
        conversation asks, correctly and completely, in the form asked for.
        """
            + texts.rule()
            + "\nReply with one JSON object and nothing else: {\"best\": the draft's number}",
        texts,
        JSON_OBJECT,
        PICK_TOKENS);
  }

  static ChatRequest rewrite(
      OriginalAnswer row, Message answer, List<Criterion> failed, String notes, int maxTokens) {
    FencedText texts = new FencedText().add(ANSWER, Transcript.of(answer)).add(NOTES, notes);
    return answering(
        row,
        """
        Answer the conversation above this message, as it asks and in the form it asks for.
        Here are an earlier answer and a checker's notes on it. By the checker's word it breaks these criteria:
        """
            + Criteria.lines(failed)
            + "\nWrite the answer anew so that it keeps them, and change nothing that was right."
            + " Mention neither the earlier answer nor this message.\n"
            + texts.rule(),
        texts,
        maxTokens);
  }

  static ChatRequest derive(
      String taskPrompt,
      List<OriginalAnswer> examples,
      List<KnownFailure> failures,
      Criteria soFar) {
    FencedText texts = new FencedText().add(TASK_PROMPT, taskPrompt);
    for (int i = 0; i < examples.size(); i++) {
      OriginalAnswer example = examples.get(i);
      texts.add(EXAMPLE + (i + 1), withoutSystem(example) + "\n=> " + said(example.answer()));
    }
    for (int i = 0; i < failures.size(); i++) {
      KnownFailure failure = failures.get(i);
      texts.add(
          FAILURE + (i + 1),
          withoutSystem(failure.row())
              + "\n=> "
              + said(failure.row().answer())
              + "\nwrong because: "
              + failure.why());
    }
    texts.add(CRITERIA_SO_FAR, Criteria.lines(soFar.list()));
    return reading(
        """
        You write the criteria by which answers of one task are checked, from the task's prompt, logged examples and \
        failures that are known.
        A criterion is one sentence about one thing, that the conversation and the answer are enough to check. Cover \
        every rule of the prompt, and above all what the failures broke. At most %d.
        Criteria so far are in force: to change one, give its name another text.
        """
                .formatted(CriteriaFinder.MAX_CRITERIA)
            + texts.rule()
            + "\nReply with one JSON object and nothing else: {\"criteria\": [{\"name\":"
            + " \"lower-case-with-hyphens\", \"text\": \"...\"}]}",
        texts,
        JSON_OBJECT,
        DERIVE_TOKENS);
  }

  private static String withoutSystem(OriginalAnswer row) {
    return Transcript.of(
        row.messages().stream().filter(m -> !m.role().equals(Message.SYSTEM)).toList());
  }

  private static String said(Message message) {
    return Transcript.of(message);
  }

  private static FencedText about(OriginalAnswer row) {
    return new FencedText()
        .add(CONVERSATION, Transcript.of(row.messages()))
        .addIfAny(TOOLS, row.toolsJson())
        .addIfAny(RESPONSE_FORMAT, row.responseFormatJson());
  }

  private static FencedText drafts(FencedText texts, List<Votes> drafts) {
    for (int i = 0; i < drafts.size(); i++) {
      texts.add(DRAFT + (i + 1), Transcript.of(drafts.get(i).answer()));
    }
    return texts;
  }

  private static ChatRequest reading(
      String instructions, FencedText texts, @Nullable String format, int maxTokens) {
    return new ChatRequest(
        List.of(Message.system(instructions), Message.user(texts.text())),
        null,
        format,
        Sampling.greedy(maxTokens));
  }

  /** After the conversation, so that its prefix stays the one that the drafts were asked with. */
  private static ChatRequest answering(
      OriginalAnswer row, String instructions, FencedText texts, int maxTokens) {
    List<Message> messages = new ArrayList<>(row.messages());
    messages.add(Message.user(instructions + "\n" + texts.text()));
    return new ChatRequest(
        messages, row.toolsJson(), row.responseFormatJson(), Sampling.greedy(maxTokens));
  }
}
