package dev.hone.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.examples.PruneRules;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterFilesTest {
  @Test
  void configSurvivesItsJson() {
    AdapterConfig config = new AdapterConfig(16, 32.5, true, List.of("q_proj", "v_proj"), "base");
    assertThat(AdapterConfig.fromJson(config.toJson())).isEqualTo(config);
    assertThat(config.scale()).isEqualTo(32.5 / 4);
    assertThat(AdapterConfig.of(16, 32, "").scale()).isEqualTo(2);
  }

  @Test
  void manifestSurvivesItsJson() {
    AdapterManifest manifest =
        new AdapterManifest(
            "ab12",
            "cd34",
            new PromptEdits(
                new Redaction(Map.of("email", Mode.MASK, "phone", Mode.MARK)),
                new PruneRules(List.of("You are kind.\n", "Bye."))),
            List.of(2, 7),
            Map.of("rank", "16"),
            Map.of("table", "calls"),
            List.of(new AdapterManifest.LossPoint(1, 2.5), new AdapterManifest.LossPoint(2, 0.125)),
            Instant.parse("2026-11-24T22:00:00Z"));
    assertThat(AdapterManifest.fromJson(manifest.toJson())).isEqualTo(manifest);
    assertThatThrownBy(
            () ->
                AdapterManifest.fromJson(
                    manifest.toJson().replaceFirst("\"version\" : 1", "\"version\" : 2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its version is 2; this Hone reads 1");
  }

  @Test
  void allLinearMeansEveryProjection() {
    String json =
        "{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":8,\"target_modules\":\"all-linear\"}";
    assertThat(AdapterConfig.fromJson(json).targetModules())
        .isEqualTo(AdapterConfig.ALL_PROJECTIONS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"peft_type\":\"IA3\" | peft_type of adapter_config.json is \"IA3\". Hone runs LORA.",
        "\"use_dora\":true | use_dora of adapter_config.json is true. Hone runs plain LoRA",
        "\"rank_pattern\":{\"q_proj\":2} | rank_pattern",
        "\"modules_to_save\":[\"lm_head\"] | modules_to_save",
        "\"bias\":\"all\" | bias of adapter_config.json is \"all\"",
        "\"target_modules\":[\"embed_tokens\"] | target_modules",
        "\"target_modules\":\".*proj\" | target_modules",
        "\"r\":0 | Invalid adapter rank: 0",
      })
  void refusesWhatIsNotPlainLora(String change, String why) {
    String json =
        "{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":8,\"target_modules\":[\"q_proj\"],"
            + change
            + "}";
    assertThatThrownBy(() -> AdapterConfig.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
