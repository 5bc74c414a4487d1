package dev.hone.cli.pretraining;

import java.util.ArrayList;
import java.util.List;

/**
 * The endless stream of generated documents. Document {@code n} of a seed is always the same, so a
 * stopped run goes on exactly where it was. The stream begins with dense copying, because nothing
 * else can be learnt before a model can look back, and moves to letters.
 */
final class Corpus {
  /** Documents until the second mix; about a million tokens. */
  static final int WARM_UP_DOCUMENTS = 12_000;

  /** From here on nearly every second document is of single sentences. */
  static final int SENTENCES_FROM = 79_872;

  /** From here on letters, and conditions on conditions in them, take most of the stream. */
  static final int CONDITIONS_FROM = 117_760;

  /** From here on there are more desks, and still more conditions. */
  static final int MORE_DESKS_FROM = 284_160;

  private final long seed;
  private final Letters letters;

  Corpus(long seed) {
    this.seed = seed;
    this.letters = new Letters(seed);
  }

  Document document(long n) {
    Draw draw = new Draw(seed * 7_919 + n);
    if (n < WARM_UP_DOCUMENTS) {
      return warmUp(draw);
    }
    if (n >= MORE_DESKS_FROM) {
      return moreDesks(draw);
    }
    if (n >= CONDITIONS_FROM) {
      return conditions(draw);
    }
    return n >= SENTENCES_FROM && draw.chance(0.45) ? Sentences.read(draw) : mixed(draw);
  }

  private Document warmUp(Draw draw) {
    int at = draw.between(1, 100);
    if (at <= 35) {
      return Copying.repeat(draw);
    } else if (at <= 50) {
      return Copying.id(draw);
    } else if (at <= 75) {
      return Copying.lookup(draw);
    } else if (at <= 80) {
      return Records.field(draw);
    } else if (at <= 85) {
      return Rules.threshold(draw);
    } else if (at <= 95) {
      return Letters.questions(draw);
    }
    return letters.named(draw, Letters.NAMED);
  }

  private Document mixed(Draw draw) {
    int at = draw.between(1, 100);
    if (at <= 2) {
      return Copying.repeat(draw);
    } else if (at <= 7) {
      return Copying.id(draw);
    } else if (at <= 11) {
      return Copying.lookup(draw);
    } else if (at <= 15) {
      return Records.field(draw);
    } else if (at <= 20) {
      return Records.json(draw);
    } else if (at <= 25) {
      return Rules.threshold(draw);
    } else if (at <= 27) {
      return Rules.table(draw);
    } else if (at <= 28) {
      return Rules.shots(draw);
    } else if (at <= 29) {
      return Tools.call(draw);
    } else if (at <= 59) {
      return Letters.questions(draw);
    } else if (at <= 64) {
      return Letters.told(draw);
    } else if (at <= 66) {
      return Letters.shown(draw);
    }
    return letters.named(draw, Letters.NAMED);
  }

  private Document conditions(Draw draw) {
    int at = draw.between(1, 100);
    if (at <= 3) {
      return Copying.repeat(draw);
    } else if (at <= 7) {
      return Copying.id(draw);
    } else if (at <= 11) {
      return Copying.lookup(draw);
    } else if (at <= 18) {
      return Records.field(draw);
    } else if (at <= 24) {
      return Records.json(draw);
    } else if (at <= 27) {
      return Rules.threshold(draw);
    } else if (at <= 28) {
      return draw.of(Rules.table(draw), Rules.shots(draw), Tools.call(draw));
    } else if (at <= 35) {
      return Sentences.read(draw);
    } else if (at <= 49) {
      return Letters.conditions(draw);
    } else if (at <= 63) {
      return Letters.questions(draw);
    } else if (at <= 68) {
      return Letters.told(draw);
    } else if (at <= 70) {
      return Letters.shown(draw);
    }
    return letters.named(draw, Letters.NAMED);
  }

  private Document moreDesks(Draw draw) {
    int at = draw.between(1, 100);
    if (at <= 2) {
      return Copying.repeat(draw);
    } else if (at <= 6) {
      return Copying.id(draw);
    } else if (at <= 9) {
      return Copying.lookup(draw);
    } else if (at <= 14) {
      return Records.field(draw);
    } else if (at <= 19) {
      return Records.json(draw);
    } else if (at <= 23) {
      return Rules.threshold(draw);
    } else if (at <= 24) {
      return draw.of(Rules.table(draw), Rules.shots(draw), Tools.call(draw));
    } else if (at <= 27) {
      return Sentences.read(draw);
    } else if (at <= 51) {
      return Letters.conditions(draw);
    } else if (at <= 61) {
      return Letters.questions(draw);
    } else if (at <= 64) {
      return draw.chance(0.7) ? Letters.told(draw) : Letters.shown(draw);
    }
    return letters.named(draw, Letters.NAMED_LATER);
  }

  /** Fresh documents of one kind, from a part of the stream that training never reaches. */
  List<Document> fresh(String kind, int count) {
    List<Document> documents = new ArrayList<>();
    for (long n = 0; documents.size() < count; n++) {
      Draw draw = new Draw(-1 - (seed * 7_919 + n + kind.hashCode() * 100_003L));
      documents.add(
          switch (kind) {
            case "copy" -> Copying.id(draw);
            case "field" -> Records.field(draw);
            case "json" -> Records.json(draw);
            case "rule" -> Rules.threshold(draw);
            case "lookup" -> Copying.lookup(draw);
            case "questions" -> Letters.questions(draw);
            case "conditions" -> Letters.conditions(draw);
            case "told" -> Letters.told(draw);
            case "sentences" -> Sentences.read(draw);
            case "named" -> letters.named(draw, Letters.NAMED);
            case "shown" -> Letters.shown(draw);
            default -> throw new IllegalArgumentException("No kind of document '" + kind + "'");
          });
    }
    return documents;
  }
}
