package dev.hone.cli.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.engine.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
  private static String trained() {
    BpeTrainer trainer = new BpeTrainer();
    for (int i = 0; i < 20; i++) {
      trainer.add("The order ORD-4821 is late, the order INV-77 is late too.\nGrüße");
    }
    return trainer.train(320);
  }

  @Test
  void fileIsReadByHuggingFacesTokenizer(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), trained());
    try (Tokenizer tokenizer = Tokenizer.open(file)) {
      String text = "<|im_start|>user\nThe order ORD-4821 – größer, 東京<|im_end|>\n";

      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
      assertThat(tokenizer.idOf("<|im_start|>")).hasValue(1);
      assertThat(tokenizer.encode("order")).hasSizeLessThan(4);
    }
  }

  @Test
  void digitsStaySingle(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), trained());
    try (Tokenizer tokenizer = Tokenizer.open(file)) {
      assertThat(tokenizer.encode("4821")).hasSize(4);
      assertThat(tokenizer.encode(" 4821")).hasSize(5);
    }
  }

  @Test
  void sameTextGivesSameVocabulary() {
    assertThat(trained()).isEqualTo(trained());
  }
}
