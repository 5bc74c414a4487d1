package dev.hone.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import dev.hone.redaction.PersonalData.Case;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final int HOSTILE_LENGTH = 1 << 18;
  private static final Redactor MASK = Redactor.of(Mode.MASK);

  private static String mask(String text) {
    return MASK.conversation().text(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "phone", "card", "iban", "ip", "secret"})
  void findsNearlyAllOfAGeneratedSet(String kind) {
    List<Case> cases = new PersonalData(7).held(kind, 1_000);
    List<Case> missed =
        cases.stream()
            .filter(
                held ->
                    MASK.find(held.text()).stream()
                        .noneMatch(
                            span ->
                                span.kind().equals(kind)
                                    && span.of(held.text()).equals(held.value())))
            .toList();
    double recall = 1 - missed.size() / (double) cases.size();
    System.out.printf(Locale.ROOT, "redaction: recall of %s %.3f%n", kind, recall);
    assertThat(recall).as("missed: %s", missed.stream().limit(5).toList()).isGreaterThan(0.98);
  }

  @Test
  void raisesFewFalseAlarms() {
    List<Case> harmless = new PersonalData(8).harmless(4_000);
    List<Case> alarms =
        harmless.stream().filter(text -> !MASK.find(text.text()).isEmpty()).toList();
    double share = alarms.size() / (double) harmless.size();
    System.out.printf(Locale.ROOT, "redaction: false alarms %.4f%n", share);
    assertThat(share).as("alarms: %s", alarms.stream().limit(8).toList()).isLessThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "@",
        "a@",
        "a@a.",
        ".",
        ":",
        "::",
        "a:",
        "1 ",
        "1.",
        "+1",
        "(1",
        "0 ",
        "sk-",
        "sk-a.",
        "eyJ.",
        "eyJa",
        "SG.",
        "Bearer ",
        "AccountKey=",
        "://a:",
        "-----BEGIN ",
        "[EMAIL_",
        "-----BEGIN PRIVATE KEY-----",
        "DE12 ",
        "DE",
        "4111 1111 1111 1111 ",
        "\\n",
        "f:",
        "tel 1",
        "a.b@c.de ",
        "https://u:p@"
      })
  void takesLinearTimeOnHostileText(String piece) {
    String hostile = piece.repeat(HOSTILE_LENGTH / piece.length());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime(); // not the clock: other work may have the cores
    assertThat(mask(hostile)).isNotNull();
    double seconds = (threads.getCurrentThreadCpuTime() - before) / 1e9;
    assertThat(seconds).as("CPU seconds for 256 kB").isLessThan(1.25);
  }

  @Test
  void sameValueIsTheSamePseudonymInPromptToolsAndAnswer() {
    Redactor.Conversation conversation = MASK.conversation();
    List<Message> prompt =
        conversation.redact(
            List.of(
                Message.system("Write to ann@example.com only."),
                Message.user("I am BOB@example.com, not Ann@Example.com."),
                Message.calling(
                    List.of(
                        new ToolCall(
                            "1",
                            "send",
                            "{\"to\": \"bob@example.com\",\n \"n\": 1.50, \"card\":"
                                + " 4111111111111111, \"k\":\"a\\u0040b.de\"}")))));
    assertThat(prompt.get(0).text()).isEqualTo("Write to [EMAIL_1] only.");
    assertThat(prompt.get(1).text()).isEqualTo("I am [EMAIL_2], not [EMAIL_1].");
    String arguments = prompt.get(2).toolCalls().get(0).arguments();
    assertThat(arguments)
        .isEqualTo(
            "{\"to\": \"[EMAIL_2]\",\n \"n\": 1.50, \"card\": \"[CARD_1]\",\"k\":\"[EMAIL_3]\"}"
                .replace(",\"k\"", ", \"k\""));
    assertThat(Json.read(arguments)).isNotNull();
    assertThat(conversation.redact(Message.assistant("Sent to bob@EXAMPLE.com")).text())
        .isEqualTo("Sent to [EMAIL_2]");
    assertThat(conversation.counts()).isEqualTo(Map.of("email", 6, "card", 1));
  }

  @Test
  void argumentsThatAreCutAreTakenAsText() {
    Message calling =
        Message.calling(List.of(new ToolCall("1", "send", "{\"to\":\"bob@example.com\",\"te")));
    assertThat(MASK.conversation().redact(calling).toolCalls().get(0).arguments())
        .isEqualTo("{\"to\":\"[EMAIL_1]\",\"te");
  }

  @Test
  void partsKeepTheirImages() {
    String parts =
        "[{\"type\":\"text\",\"text\":\"I am a@example.com\"},{\"type\":\"image_url\","
            + "\"image_url\":{\"url\":\"data:image/png;base64,AKIAABCDEFGHIJKLMNO1\"}}]";
    Message message =
        new Message("user", null, parts, "a@example.com", List.of(), null, null, null);
    Message redacted = MASK.conversation().redact(message);
    JsonNode after = Json.parse(redacted.partsJson());
    assertThat(after.at("/0/text").textValue()).isEqualTo("I am [EMAIL_1]");
    assertThat(after.at("/1")).isEqualTo(Json.parse(parts).at("/1"));
    assertThat(redacted.name()).isEqualTo("[EMAIL_1]");
  }

  @Test
  void redactingTwiceChangesNothing() {
    List<Message> once =
        MASK.conversation().redact(List.of(Message.user("a@example.com and b@example.com")));
    Redactor.Conversation again = MASK.conversation().reserve(once);
    assertThat(again.redact(once)).isEqualTo(once);
    assertThat(again.redact(Message.user("c@example.com")).text())
        .as("a number that is taken is not given again")
        .isEqualTo("[EMAIL_3]");
  }

  @Test
  void eachKindHasItsMode() {
    Redactor redactor =
        new Redactor(
            Recognizers.all(), Map.of("email", Mode.MARK, "card", Mode.DROP, "secret", Mode.MASK));
    Redactor.Conversation conversation = redactor.conversation();
    assertThat(conversation.text("a@example.com 8.8.8.8 AKIAABCDEFGHIJKLMNO1"))
        .isEqualTo("a@example.com 8.8.8.8 [SECRET_1]");
    assertThat(conversation.dropReason()).isNull();
    conversation.text("4111 1111 1111 1111");
    assertThat(conversation.dropReason()).isEqualTo("holds personal data: card");
    assertThatThrownBy(() -> Mode.of("hide")).hasMessageContaining("off, mark, mask or drop");
  }

  @Test
  void leavesNoPieceOfOverlappingFinds() {
    assertThat(mask("see https://ann:s3cret@example.com/x"))
        .doesNotContain("s3cret")
        .doesNotContain("ann");
    assertThat(mask("IBAN DE89 3704 0044 0532 0130 00 please")).isEqualTo("IBAN [IBAN_1] please");
    assertThat(mask("iban gb82west12345698765432")).isEqualTo("iban [IBAN_1]");
    assertThat(mask("call +49 555 0123, or mobile 5550123"))
        .isEqualTo("call [PHONE_1], or mobile [PHONE_2]");
    assertThat(mask("hotel 5550123")).isEqualTo("hotel 5550123");
    assertThat(mask("4111-1111-1111-1111 123")).isEqualTo("[CARD_1] 123");
    assertThat(mask("10.1.2.3:8080, fe80::1 and v1.2.3.4."))
        .isEqualTo("[IP_1]:8080, [IP_2] and v1.2.3.4.");
  }

  @Test
  void ownRecognizerJoinsIn() {
    Recognizer badge =
        new Recognizer() {
          @Override
          public String kind() {
            return "badge";
          }

          @Override
          public List<Span> find(String text) {
            int at = text.indexOf("B-77");
            return at < 0 ? List.of() : List.of(new Span("badge", at, at + 4));
          }
        };
    Redactor redactor = new Redactor(List.of(badge), Map.of("badge", Mode.MASK));
    assertThat(redactor.conversation().text("Badge B-77 of a@example.com"))
        .isEqualTo("Badge [BADGE_1] of a@example.com");
  }
}
