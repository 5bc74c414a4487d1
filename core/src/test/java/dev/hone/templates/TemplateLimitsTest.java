package dev.hone.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that would take all time, all memory or all stack end in a TemplateException. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TemplateLimitsTest {
  private static final TemplateLimits SMALL = new TemplateLimits(200_000, 100_000, 40);

  @ParameterizedTest
  @ValueSource(
      strings = {
        // loops for ever, or as good as
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}"
            + "{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) if false %}{% endfor %}{% endfor %}",
        "{% for i in range(10**12) %}{% endfor %}",
        "{% for i in range(-(10**30), 10**30) %}{% endfor %}",
        "{% set ns = namespace(f=none) %}{% macro a() %}{{ ns.f() }}{% endmacro %}"
            + "{% set ns.f = a %}{{ a() }}",
        // too much text
        "{{ 'x' * 10**9 }}",
        "{{ 10**9 * 'x' }}",
        "{{ 'x' * 10**30 }}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{%"
            + " endfor %}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{%"
            + " endfor %}",
        "{% for i in range(99999) %}xxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
        "{% set s %}{% for i in range(99999) %}xxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endset %}",
        "{{ ('x' * 50000).replace('', 'y' * 50000) }}",
        "{{ ('x' * 50000).replace('x', 'y' * 50000) }}",
        "{{ ('x' * 50000) | replace('x', 'yyyyyyyy') }}",
        "{{ ('x' * 50000).join('y' * 50000) }}",
        "{{ ['x' * 50000] | batch(10**9, 'y' * 50000) | list }}",
        "{{ 'x'.center(10**9) }}",
        "{{ 'x'.zfill(10**9) }}",
        "{{ 'x'.ljust(10**18) }}",
        "{{ '\t'.expandtabs(10**9) }}",
        "{{ '%99999999d' % 1 }}",
        "{{ '%*d' % (10**9, 1) }}",
        "{{ '%.99999999f' % 1.5 }}",
        "{{ '{:999999999}'.format('x') }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ 'x' | indent(10**9) }}",
        "{{ ('\n' * 50000) | indent(50000, true, true) }}",
        "{{ [[[[1]]]] | tojson(indent=10**9) }}",
        "{{ ([1] * 90000) | tojson(indent='xxxxxxxxxxxxxxxx') }}",
        "{{ ('<' * 90000) | escape }}",
        // too many elements
        "{{ [0] * 10**9 }}",
        "{{ (0,) * 10**18 }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{%"
            + " endfor %}",
        "{{ range(99999) | slice(10**9) | list }}",
        "{{ [1] | batch(10**9, 0) | list }}",
        "{% for i in range(9999) %}{{ 5 in range(5, 99999) | list }}{% endfor %}",
        "{% set l = range(90000) | list %}{% for i in range(9999) %}{{ -1 in l }}{% endfor %}",
        // numbers without end
        "{{ 9 ** (9 ** 9) }}",
        "{{ 2 ** (10 ** 30) }}",
        "{% set ns = namespace(n=3) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor"
            + " %}",
        // values inside values
        "{% set ns = namespace(v=1) %}{% for i in range(9999) %}{% set ns.v = [ns.v] %}{% endfor"
            + " %}{{ ns.v }}",
        "{% set ns = namespace(v=1) %}{% for i in range(9999) %}{% set ns.v = [ns.v] %}{% endfor %}"
            + "{{ ns.v | tojson }}",
        "{% set ns = namespace(v=1, w=1) %}{% for i in range(999) %}{% set ns.v = [ns.v] %}"
            + "{% set ns.w = [ns.w] %}{% endfor %}{{ ns.v == ns.w }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% set ns = namespace() %}{% set ns.me = {'k': ns} %}{{ ns.me }}",
        "{% set ns = namespace(v=1) %}{% for i in range(9999) %}{% set ns.v = (ns.v,) %}{% endfor"
            + " %}{{ {ns.v: 1} }}",
        "{% set ns = namespace(v=[]) %}{% for i in range(9999) %}{% set ns.v = ns.v | map('upper')"
            + " %}{% endfor %}{{ ns.v | list }}",
      })
  void endsTemplatesThatNeverWould(String template) {
    ChatTemplate compiled = ChatTemplate.compile(template, SMALL, Clock.systemUTC());

    assertThatThrownBy(() -> compiled.render(Map.of())).isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{'a': ", "not ", "-", "1 if 1 else ", "x[", "f(", "x is in ["})
  void refusesSyntaxThatNestsTooDeep(String open) {
    String template = "{{ " + open.repeat(2_000) + " }}";

    assertThatThrownBy(() -> ChatTemplate.compile(template)).isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".a", "[0]", "()", " | upper", " is defined", " + 1", " and 1", " or 1", " ** 1"})
  void refusesChainsWithoutEnd(String link) {
    String template = "{{ x" + link.repeat(5_000) + " }}";

    assertThatThrownBy(() -> ChatTemplate.compile(template).render(Map.of()))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void refusesBlocksThatNestTooDeep() {
    String template = "{% if true %}".repeat(1_000);

    assertThatThrownBy(() -> ChatTemplate.compile(template))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested deeper than 100");
  }

  @Test
  void saysWhichLimitWasPassedAndWhere() {
    ChatTemplate template =
        ChatTemplate.compile(
            "a\n{% for i in range(99999) %}\n{{ i }}\n{% endfor %}",
            new TemplateLimits(1_000, 1_000_000, 50), Clock.systemUTC());

    assertThatThrownBy(() -> template.render(Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageMatching("Chat template, line [23]: .*")
        .hasMessageContaining("more than 1000 steps")
        .hasMessageContaining("TemplateLimits.steps");
  }

  @Test
  void rendersLongConversationsWithinTheDefaultLimits() {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      messages.add(
          Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", "word ".repeat(400)));
    }
    ChatTemplate template =
        ChatTemplate.compile(
            "{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}\n{% endfor %}");

    assertThat(template.render(Map.of("messages", messages))).hasSizeGreaterThan(1_900_000);
  }

  @Test
  void searchesLongTextsInTimeThatGrowsWithTheirLength() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ ('a' * 100000 ~ 'b') in 'a' * 200000 }}"
                + "{{ ('a' * 200000).rfind('b' ~ 'a' * 100000) }}"
                + "{{ ('a' * 200000).rsplit('b' ~ 'a' * 100000) | length }}");

    assertThat(template.render(Map.of())).isEqualTo("False-11");
  }

  @Test
  void refusesVariablesOfOtherTypes() {
    ChatTemplate template = ChatTemplate.compile("{{ x }}");

    assertThatThrownBy(() -> template.render(Map.of("x", List.of(new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid variable x")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void refusesLimitsThatAllowNothing() {
    assertThatThrownBy(() -> new TemplateLimits(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be above 0");
  }
}
