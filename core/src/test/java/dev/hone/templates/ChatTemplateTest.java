package dev.hone.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final String CHATML =
      """
      {%- for m in messages %}
          {%- if m.role == 'assistant' %}
              {{- '<|im_start|>assistant\\n' }}
              {%- generation %}
                  {{- m.content | trim + '<|im_end|>' }}
              {%- endgeneration %}
              {{- '\\n' }}
          {%- else %}
              {{- '<|im_start|>' + m.role + '\\n' + m.content | trim + '<|im_end|>\\n' }}
          {%- endif %}
      {%- endfor %}
      {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}
      """;

  @Test
  void marksTheAssistantsText() {
    Rendered rendered = ChatTemplate.compile(CHATML).renderMarked(conversation(4));

    assertThat(rendered.generated())
        .extracting(span -> rendered.text().substring(span.start(), span.end()))
        .containsExactly("Answer 1 😀<|im_end|>", "Answer 3 😀<|im_end|>");
  }

  @Test
  void marksNothingWhereTheTemplateMarksNothing() {
    Rendered rendered = ChatTemplate.compile("{{ 'x' }}").renderMarked(Map.of());

    assertThat(rendered).isEqualTo(new Rendered("x", List.of()));
  }

  @Test
  void refusesToMarkWhatHasNoKnownPlace() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{% macro say() %}{% generation %}a{% endgeneration %}{% endmacro %}\n{{ say() | trim }}");

    assertThat(template.render(Map.of())).isEqualTo("a");
    assertThatThrownBy(() -> template.renderMarked(Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("no known place in the text");
  }

  @Test
  void namesTheLineOfAMistake() {
    assertThatThrownBy(() -> ChatTemplate.compile("a\nb {{ 1 + }}\nc"))
        .isInstanceOfSatisfying(
            TemplateException.class, failure -> assertThat(failure.line()).isEqualTo(2))
        .hasMessage("Chat template, line 2: unexpected end of print statement");
  }

  @Test
  void passesOnWhatTheTemplateSays() {
    ChatTemplate template =
        ChatTemplate.compile("\n\n{{ raise_exception('Roles must alternate') }}");

    assertThatThrownBy(() -> template.render(Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessage("Chat template, line 3: Roles must alternate");
  }

  @Test
  void refusesInheritance() {
    assertThatThrownBy(() -> ChatTemplate.compile("{% include 'other' %}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("'include' is not supported in chat templates");
  }

  @Test
  void leavesTheCallersVariablesAlone() {
    Map<String, Object> variables = new LinkedHashMap<>(Map.of("x", new ArrayList<>(List.of(1L))));
    ChatTemplate.compile("{% set x = x + [2] %}{% set y = 1 %}{{ x }}").render(variables);

    assertThat(variables).isEqualTo(Map.of("x", List.of(1L)));
  }

  @Test
  void takesAnyBoxedNumber() {
    Map<String, Object> variables = Map.of("i", 1, "s", (short) 2, "f", 0.5f, "d", 1.5, "l", 3L);

    assertThat(ChatTemplate.compile("{{ i + s + l }} {{ f + d }}").render(variables))
        .isEqualTo("6 2.0");
  }

  @Test
  void rendersAlikeOnManyThreads() throws Exception {
    ChatTemplate template = ChatTemplate.compile(CHATML);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int messages = i % 7;
        tasks.add(() -> template.render(conversation(messages)));
      }
      List<Future<String>> texts = threads.invokeAll(tasks);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(texts.get(i).get()).isEqualTo(template.render(conversation(i % 7)));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rendersTenMessagesInLessThanAMillisecond() {
    ChatTemplate template = ChatTemplate.compile(CHATML);
    Map<String, Object> conversation = conversation(10);
    long best = Long.MAX_VALUE;
    // The fastest of many, so that a busy machine does not fail the test.
    for (int i = 0; i < 3_000; i++) {
      long start = System.nanoTime();
      template.render(conversation);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(best).isLessThan(1_000_000L);
  }

  private static Map<String, Object> conversation(int count) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(
          i % 2 == 0
              ? Map.of("role", "user", "content", " Question " + i)
              : Map.of("role", "assistant", "content", "Answer " + i + " 😀 "));
    }
    return Map.of("messages", messages, "add_generation_prompt", true);
  }
}
