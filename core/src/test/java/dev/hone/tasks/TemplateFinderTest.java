package dev.hone.tasks;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateFinderTest {
  private static final String DESK =
      "You work at the support desk of a shop. Be brief and polite. Never promise a refund above"
          + " one hundred euros. Escalate legal threats.";

  /** Known templates; {0} and {1} are slots of free text, {n} a number. */
  private static final List<List<Message>> TEMPLATES =
      List.of(
          List.of(Message.system(DESK), Message.user("Sort this ticket by topic.\nTicket: {0}")),
          List.of(
              Message.system(DESK),
              Message.user("Write a reply to the ticket below.\n{0}\nSign as agent {n}.")),
          List.of(
              Message.system("You are a helpful assistant."),
              Message.user("Translate into French: {0}")),
          List.of(
              Message.system("You are a helpful assistant."),
              Message.user("{0}\n\nSummarise the text above in one sentence.")),
          List.of(
              Message.system(
                  "Answer from the documents only. If they do not say, say so.\n\n{0}\n{1}\n\n"
                      + "Today is day {n} of the year."),
              Message.user("{0}")),
          List.of(Message.user("Extract name, city and amount as JSON from: {0}")),
          List.of(
              Message.user(
                  "Rate the answer to the question from 1 to 5.\nQuestion: {0}\nAnswer: {1}\nReply"
                      + " with the number alone.")));

  private record Prompt(int template, List<Message> messages) {}

  @Test
  void findsTheTemplatesOfAGeneratedLog() {
    List<Prompt> prompts = prompts(1_500, new Random(3));
    List<PromptTemplate> found = find(prompts.subList(0, 1_000));
    TaskIndex index = new TaskIndex(found);
    List<@Nullable String> tasks = new ArrayList<>();
    for (Prompt prompt : prompts) {
      tasks.add(index.task(prompt.messages()));
    }
    double grouping = groupingAccuracy(prompts, tasks);
    double rand = adjustedRand(prompts, tasks);
    System.out.printf(
        "prompt templates: %d found of %d, grouping accuracy %.3f, adjusted Rand %.3f%n",
        found.size(), TEMPLATES.size(), grouping, rand);
    assertThat(found).as("%s", found.stream().map(PromptTemplate::text).toList()).hasSize(7);
    assertThat(grouping).isGreaterThan(0.97);
    assertThat(rand).isGreaterThan(0.97);
  }

  @Test
  void namesAreTheSameFromAnyPartOfTheLog() {
    List<Prompt> prompts = prompts(1_600, new Random(4));
    assertThat(ids(prompts.subList(0, 800))).isEqualTo(ids(prompts.subList(800, 1_600)));
  }

  @Test
  void recoversTheSlots() {
    List<PromptTemplate> found = find(prompts(700, new Random(5)));
    List<Message> prompt =
        List.of(
            Message.user(
                "Rate the answer to the question from 1 to 5.\nQuestion: Why is it blue?\nAnswer: "
                    + "Because of the air.\nReply with the number alone."));
    PromptTemplate template =
        found.stream()
            .filter(of -> of.text().contains("Rate the answer"))
            .findFirst()
            .orElseThrow();
    assertThat(template.text()).startsWith("[user] Rate the answer to the question from");
    List<String> slots = template.slots(prompt);
    assertThat(String.join(" | ", slots))
        .contains("Why is it blue?")
        .contains("Because of the air");
    assertThat(template.slots(List.of(Message.user("Something else")))).isEmpty();
    assertThat(PromptTemplate.fromJson(template.toJson())).isEqualTo(template);
  }

  @Test
  void textThatComesAndGoesDividesNothing() {
    Random random = new Random(6);
    List<List<Message>> prompts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String vip = i % 2 == 0 ? "This customer is a VIP, so be generous and fast. " : "";
      prompts.add(List.of(Message.system(DESK), Message.user(vip + "Ticket: " + words(random))));
    }
    assertThat(TemplateFinder.find(prompts, 8)).hasSize(1);
  }

  @Test
  void phrasesThatFillSlotsDivideNothing() {
    Random random = new Random(7);
    String rules = "Work through the steps below and answer with one line.";
    List<String> phrases = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      phrases.add(
          random.ints(5, 0, 400).mapToObj(TemplateFinderTest::word).collect(joining(" ")) + ". ");
    }
    List<List<Message>> prompts = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      StringBuilder said = new StringBuilder();
      for (int slot = 0; slot < 5; slot++) {
        if (random.nextInt(5) > 0) {
          said.append(phrases.get(30 * slot + random.nextInt(30)));
        }
      }
      prompts.add(List.of(Message.system(rules), Message.user(said.toString())));
    }
    assertThat(TemplateFinder.find(prompts, 8)).hasSize(1);
  }

  @Test
  void freeTalkHasNoTemplate() {
    Random random = new Random(8);
    List<List<Message>> prompts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      prompts.add(List.of(Message.user(words(random))));
    }
    assertThat(TemplateFinder.find(prompts, 8)).isEmpty();
    assertThat(TemplateFinder.find(List.of(), 8)).isEmpty();
    assertThat(new TaskIndex(List.of()).task(prompts.get(0))).isNull();
    assertThat(new TaskIndex(List.of()).task(List.of())).isNull();
  }

  private static Set<String> ids(List<Prompt> prompts) {
    Set<String> ids = new HashSet<>();
    find(prompts).forEach(template -> ids.add(template.id()));
    assertThat(ids).hasSize(TEMPLATES.size());
    return ids;
  }

  private static List<PromptTemplate> find(List<Prompt> prompts) {
    return TemplateFinder.find(
        prompts.stream().map(Prompt::messages).toList(), TemplateFinder.DEFAULT_FEWEST_PROMPTS);
  }

  private static List<Prompt> prompts(int count, Random random) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int template = (int) (TEMPLATES.size() * Math.pow(random.nextDouble(), 1.5));
      prompts.add(
          new Prompt(
              template,
              TEMPLATES.get(template).stream()
                  .map(message -> message.withContent(filled(message.text(), random)))
                  .toList()));
    }
    return prompts;
  }

  private static String filled(String text, Random random) {
    return text.replace("{0}", words(random))
        .replace("{1}", words(random))
        .replace("{n}", "" + random.nextInt(300));
  }

  /** A few sentences, of which one begins as many do. */
  private static String words(Random random) {
    StringBuilder text = new StringBuilder();
    for (int sentence = 1 + random.nextInt(4); sentence > 0; sentence--) {
      text.append(random.nextInt(4) == 0 ? "I would like to know" : "My order");
      for (int i = 3 + random.nextInt(15); i > 0; i--) {
        text.append(' ').append(word((int) Math.exp(random.nextDouble() * Math.log(3_000))));
      }
      text.append(". ");
    }
    return text.toString().strip();
  }

  private static String word(int rank) {
    return Integer.toString(rank + 40, 36).replaceAll("\\d", "x");
  }

  /** The share of prompts whose group holds exactly the prompts of their template. */
  private static double groupingAccuracy(List<Prompt> prompts, List<@Nullable String> tasks) {
    Map<String, Set<Integer>> byTask = new HashMap<>();
    Map<Integer, Set<Integer>> byTemplate = new HashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      byTask.computeIfAbsent("" + tasks.get(i), task -> new HashSet<>()).add(i);
      byTemplate.computeIfAbsent(prompts.get(i).template(), t -> new HashSet<>()).add(i);
    }
    int right = 0;
    for (int i = 0; i < prompts.size(); i++) {
      Set<Integer> group = byTask.get("" + tasks.get(i));
      right += Objects.equals(group, byTemplate.get(prompts.get(i).template())) ? 1 : 0;
    }
    return right / (double) prompts.size();
  }

  /** Hubert and Arabie, "Comparing partitions", 1985. */
  private static double adjustedRand(List<Prompt> prompts, List<@Nullable String> tasks) {
    Map<String, Integer> cells = new HashMap<>();
    Map<String, Integer> columns = new HashMap<>();
    Map<Integer, Integer> rows = new HashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      cells.merge(prompts.get(i).template() + "/" + tasks.get(i), 1, Integer::sum);
      columns.merge("" + tasks.get(i), 1, Integer::sum);
      rows.merge(prompts.get(i).template(), 1, Integer::sum);
    }
    double both = cells.values().stream().mapToDouble(TemplateFinderTest::pairs).sum();
    double byTask = columns.values().stream().mapToDouble(TemplateFinderTest::pairs).sum();
    double byTemplate = rows.values().stream().mapToDouble(TemplateFinderTest::pairs).sum();
    double expected = byTask * byTemplate / pairs(prompts.size());
    return (both - expected) / ((byTask + byTemplate) / 2 - expected);
  }

  private static double pairs(int count) {
    return count * (count - 1) / 2.0;
  }
}
