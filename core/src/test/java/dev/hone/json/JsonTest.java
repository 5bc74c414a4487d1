package dev.hone.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @Test
  void writesTheExampleOfTheRfc() {
    // RFC 8785, 3.2.2 and 3.2.3.
    String input =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }""";
    assertThat(Json.canonical(Json.parse(input)))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void sortsKeysByUtf16Units() {
    // RFC 8785, 3.2.3: the emoji's surrogates sort before U+FB33, its code point would not.
    String input =
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter\","
            + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}";
    assertThat(Json.parse(Json.canonical(Json.parse(input))).fieldNames())
        .toIterable()
        .containsExactly("\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33");
  }

  /** RFC 8785, appendix B, and cases where Java 17's own Double.toString is not the shortest. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
    "3d30000000000000, 5.684341886080802e-14",
    "44a52d02c7e14af6, 5e+22",
    "0000000000000002, 1e-323",
  })
  void writesNumbersAsEcmaScript(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(Json.canonical(DoubleNode.valueOf(value))).isEqualTo(expected);
  }

  @Test
  void numbersReadBackAsThemselves() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = EcmaScriptNumber.format(value);
        assertThat(Double.parseDouble(text)).as(text).isEqualTo(value == 0 ? 0 : value);
        String javaText = Double.toString(Math.abs(value)).replaceAll("[.]|E.*|^0+", "");
        String digits = text.replaceAll("[-.]|e.*", "").replaceAll("^0+|0+$", "");
        assertThat(digits.length()).as(text).isLessThanOrEqualTo(javaText.length());
      }
    }
  }

  @Test
  void refusesNumbersBeyondADouble() {
    assertThatThrownBy(() -> Json.canonical(Json.parse("[1e400]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beyond");
  }

  @Test
  void escapesLoneSurrogatesSoThatHashesDiffer() {
    assertThat(Json.canonical(Json.parse("\"a\\ud800b\""))).isEqualTo("\"a\\ud800b\"");
    assertThat(Json.sha256("\ud800")).isNotEqualTo(Json.sha256("?"));
  }

  @Test
  void hashesNeverChange() {
    // printf '["hone:1","a","b"]' | sha256sum; and '["hone:1",null]'
    assertThat(Json.sha256("a", "b"))
        .isEqualTo("b038302bbc292ffa05c2cf164195c91b5c74ed8de62396faa83af2079b132859");
    assertThat(Json.sha256((String) null))
        .isEqualTo("05b57c6bd4a259f324f38a92bc2ea5596dc6dcd9e41829ac351a82e231c512a2");
    assertThat(Json.sha256("ab", "")).isNotEqualTo(Json.sha256("a", "b"));
  }

  @Test
  void tellsCutJsonFromNoJson() {
    String whole = "{\"a\": [1, -2.5e3, null, true, \"\\u00e4\\n\"], \"b\": {}}";
    for (int length = 1; length < whole.length(); length++) {
      assertThat(Json.isCut(whole.substring(0, length))).as(whole.substring(0, length)).isTrue();
    }
    assertThat(Json.isCut("{\"a\": \"unfinis")).isTrue();
    assertThat(Json.isCut("<html>")).isFalse();
    assertThat(Json.isCut("{}")).isFalse();
    assertThat(Json.read("{} {}")).isNull();
    assertThat(Json.read("")).isNull();
    assertThatThrownBy(() -> Json.parse("secret words"))
        .hasMessage("The text is not JSON.")
        .hasNoCause();
  }
}
