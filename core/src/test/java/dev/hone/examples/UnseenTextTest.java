package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnseenTextTest {
  private static final List<String> WORDS = List.of("abcdefgh", "abcdexyz", "ab");

  @Test
  void shareIsThatOfPiecesThatNoOtherTextHas() {
    UnseenText text = new UnseenText(WORDS);
    assertThat(text.share(0)).isEqualTo(1);
    text.see("zzabcdefzz"); // has abcde and bcdef
    assertThat(text.share(0)).isEqualTo(0.5); // cdefg and defgh are left
    assertThat(text.share(1)).isEqualTo(0.75);
    assertThat(text.share(2)).isEqualTo(1);
    text.see("ab");
    assertThat(text.share(2)).isZero();
  }

  @Test
  void whatPartsSawAddsUp() {
    UnseenText one = new UnseenText(WORDS);
    UnseenText other = new UnseenText(WORDS);
    one.see("abcde");
    other.see("defgh");
    UnseenText all = new UnseenText(WORDS);
    all.add(one.seen());
    all.add(other.seen());
    assertThat(all.share(0)).isEqualTo(0.5);
    assertThat(all.share(1)).isEqualTo(0.75);
  }
}
