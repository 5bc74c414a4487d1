package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatEncoderTest {
  private static final Path BASE = Parity.of("qwen2-untied").folder();
  private static final List<Message> QUESTION = List.of(Message.user("Where is it?"));

  /** Marks all turns but the last, so that a prompt is no prefix of what follows. */
  private static final String REWRITING =
      "{% for m in messages %}{{ '<|im_start|>' + m.role + ('' if loop.last else '!') + '\\n' }}"
          + "{% if m.role == 'assistant' %}"
          + "{% generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}{{ '\\n' }}"
          + "{% else %}{{ m.content + '<|im_end|>' + '\\n' }}{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant' + '\\n' }}{% endif %}";

  @TempDir Path folder;

  @Test
  void learnsTheAnswerAndItsEndOfTurnAlone() throws IOException {
    try (Tokenizer tokenizer = Tokenizer.open(BASE)) {
      ChatEncoder encoder = ChatEncoder.open(ModelFolder.open(BASE), tokenizer);
      ChatEncoder.Encoded example =
          encoder.example(QUESTION, null, Message.assistant("On its way."));
      int[] labels = example.labels();
      int[] learned = Arrays.stream(labels).filter(id -> id != -100).toArray();
      assertThat(tokenizer.decode(learned)).isEqualTo("On its way.<|im_end|>");
      assertThat(labels).hasSameSizeAs(example.ids());
      assertThat(encoder.stopIds()).contains(tokenizer.idOf("<|im_end|>").getAsInt());
    }
  }

  @Test
  void templateFileWinsOverTokenizerConfig() throws IOException {
    copyBase();
    Files.writeString(folder.resolve("chat_template.jinja"), REWRITING);
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      ChatEncoder encoder = ChatEncoder.open(ModelFolder.open(folder), tokenizer);
      assertThat(tokenizer.decode(encoder.prompt(QUESTION, null)))
          .isEqualTo("<|im_start|>user\nWhere is it?<|im_end|>\n<|im_start|>assistant\n");
      // Not a prefix once answered: the generation block says what to learn.
      ChatEncoder.Encoded example = encoder.example(QUESTION, null, Message.assistant("Here."));
      int[] learned = Arrays.stream(example.labels()).filter(id -> id != -100).toArray();
      assertThat(tokenizer.decode(learned)).isEqualTo("Here.<|im_end|>");
    }
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        REWRITING.replace("{% generation %}", "").replace("{% endgeneration %}", ""));
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      ChatEncoder encoder = ChatEncoder.open(ModelFolder.open(folder), tokenizer);
      assertThatThrownBy(() -> encoder.example(QUESTION, null, Message.assistant("Here.")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("so the answer's tokens cannot be told");
    }
  }

  @Test
  void toolsAndCallsReachTheTemplate() throws IOException {
    copyBase();
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% if tools %}{{ tools[0].function.name }}|{% endif %}{% for m in messages %}{{ m.role }}:"
            + "{{ m.content }}{% for c in m.tool_calls %}[{{ c.function.name }} {{ c.function.arguments.city }}]{% endfor %}"
            + "{% if m.role == 'assistant' %}<|im_end|>{% else %};{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}assistant:{% endif %}");
    String tools = "[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}]";
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      ChatEncoder encoder = ChatEncoder.open(ModelFolder.open(folder), tokenizer);
      Message call = Message.calling(List.of(new ToolCall("1", "weather", "{\"city\":\"Rome\"}")));
      assertThat(tokenizer.decode(encoder.example(QUESTION, tools, call).ids()))
          .isEqualTo("weather|user:Where is it?;assistant:[weather Rome]<|im_end|>");
      assertThat(encoder.takesTools()).isTrue();
    }
  }

  @Test
  void saysWhereATemplateIsLookedFor() throws IOException {
    copyBase();
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|endoftext|>\"}");
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      assertThatThrownBy(() -> ChatEncoder.open(ModelFolder.open(folder), tokenizer))
          .isInstanceOf(BadModelException.class)
          .hasMessageContaining(
              "neither chat_template.jinja nor a chat_template in tokenizer_config");
      Files.writeString(folder.resolve("chat_template.jinja"), "{% for %}");
      assertThatThrownBy(() -> ChatEncoder.open(ModelFolder.open(folder), tokenizer))
          .isInstanceOf(BadModelException.class)
          .hasMessageContaining("Cannot use the chat template of " + folder);
    }
  }

  private void copyBase() throws IOException {
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BASE.resolve(file), folder.resolve(file));
    }
  }
}
