package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.examples.NearDuplicates.Group;
import dev.hone.examples.NearDuplicates.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  private static final String TICKET =
      "Hello, the parcel with order 4411 came damaged on Monday and I would like 35 EUR back,"
          + " please tell me how to return it. Kind regards, Ann";

  private static List<Group> group(String... texts) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      items.add(new Item("t" + i, 1_000L - i, Slots.words(texts[i])));
    }
    return NearDuplicates.defaults().group(items);
  }

  @Test
  void mergesSmallEditsAndKeepsTheEarliest() {
    assertThat(
            group(
                TICKET,
                TICKET.replace("Hello", "Hi"),
                TICKET.replace(",", " ,").toUpperCase(Locale.ROOT)))
        .containsExactly(new Group("t2", List.of("t1", "t0")));
  }

  @Test
  void numbersThatDifferMakeAnotherQuestion() {
    assertThat(group(TICKET, TICKET.replace("35", "350"), TICKET.replace("4411", "4412")))
        .hasSize(3);
  }

  @Test
  void carriesBelongingOn() {
    String b = TICKET.replace("on Monday", "on a Monday");
    String c = b.replace("Kind regards", "Many regards");
    String d = c.replace("please tell", "and tell");
    assertThat(group(TICKET, b, c, d)).hasSize(1);
  }

  @Test
  void keepsOtherTextsApart() {
    assertThat(group(TICKET, "Where is my invoice?", "", "x")).hasSize(4);
    assertThat(group("", "")).hasSize(1);
  }

  @Test
  void isTheSameWhateverTheOrderGiven() {
    List<Item> items = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      String text = TICKET.replace("damaged", "damaged" + "!".repeat(i % 3)) + " group" + i % 40;
      items.add(new Item("id" + i, i % 7 == 0 ? null : (long) i, Slots.words(text)));
    }
    List<Group> expected = NearDuplicates.defaults().group(items);
    assertThat(expected).hasSize(40);
    Collections.shuffle(items, random);
    assertThat(NearDuplicates.defaults().group(items)).isEqualTo(expected);
  }

  @Test
  void aSharedSystemMessageDoesNotMakeAllAlike() {
    String policy = "Follow this policy to the letter, always and everywhere. ".repeat(40);
    PruneRules rules = new PruneRules(List.of(policy.strip()));
    List<Example> examples = new ArrayList<>();
    for (String text : List.of(TICKET, "Where is my invoice for spring?", TICKET + " Thanks!")) {
      examples.add(
          new Example(
              "e" + examples.size(),
              "c" + examples.size(),
              (long) examples.size(),
              List.of(Message.system(policy.strip()), Message.user(text)),
              null,
              null,
              Message.assistant("ok"),
              "g",
              2,
              null,
              null,
              Provenance.of("logs", "row")));
    }
    List<Example> deduped = NearDuplicates.defaults().dedupe(examples, rules);
    assertThat(deduped).extracting(Example::weight).containsExactly(4L, 2L, 2L);
    assertThat(deduped)
        .extracting(Example::dropped)
        .containsExactly(null, null, NearDuplicates.REASON);
    assertThat(NearDuplicates.defaults().dedupe(examples, PruneRules.none()))
        .as("without the rules the policy outweighs the slots")
        .filteredOn(Example::kept)
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void thousandsAlikeCostNoMoreThanThousandsApart() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      items.add(new Item("id" + i, (long) i, Slots.words(TICKET + " again".repeat(i % 100))));
    }
    assertThat(NearDuplicates.defaults().group(items)).hasSize(1);
  }
}
