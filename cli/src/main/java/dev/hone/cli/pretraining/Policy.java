package dev.hone.cli.pretraining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A random way of answering letters to one desk: labels by topic, a level by ordered conditions, a
 * team by topic and place, an id to copy, and at times another form of answer. It can be told in
 * words and carried out.
 */
final class Policy {
  /** When a rule applies; a null or zero part is not asked for. */
  private record Condition(
      boolean outage, boolean legal, int threshold, @Nullable String tier, @Nullable String topic) {
    boolean holds(Letter letter) {
      return (!outage || letter.outage())
          && (!legal || letter.legal())
          && letter.amount() >= threshold
          && (tier == null || tier.equals(letter.tier()))
          && (topic == null || topic.equals(letter.topic()));
    }

    String told() {
      List<String> parts = new ArrayList<>();
      if (outage) {
        parts.add("everybody is affected");
      }
      if (legal) {
        parts.add("the law is mentioned");
      }
      if (threshold > 0) {
        parts.add("amount is " + threshold + " or more");
      }
      if (tier != null) {
        parts.add("plan is " + tier);
      }
      if (topic != null) {
        parts.add("topic is " + topic);
      }
      return String.join(" and ", parts);
    }
  }

  private record Rule(Condition condition, String value) {}

  private final Letter.Desk desk;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> teams = new LinkedHashMap<>();
  private final List<Rule> levels = new ArrayList<>();
  private final List<Rule> detours = new ArrayList<>();
  private final String defaultLevel;
  private final @Nullable Condition special;
  private final String specialWord;
  private final List<String> fields;
  private final Map<String, String> keys = new LinkedHashMap<>();
  private final int form;
  private final String noId;

  private Policy(Draw draw, Letter.Desk desk, boolean small) {
    this.desk = desk;
    boolean plainLabels = draw.chance(0.5);
    List<String> labelWords = draw.words("label", desk.topics().size());
    List<String> teamWords = draw.words("team", desk.topics().size() + 3);
    for (int i = 0; i < desk.topics().size(); i++) {
      String topic = desk.topics().get(i);
      labels.put(topic, plainLabels ? topic : labelWords.get(i));
      teams.put(topic, teamWords.get(i));
    }
    List<String> levelWords = draw.words("level", 4);
    int rules = small ? 1 : draw.between(1, 3);
    for (int i = 0; i < rules; i++) {
      levels.add(new Rule(condition(draw, !small && draw.chance(0.4)), levelWords.get(i)));
    }
    this.defaultLevel = levelWords.get(3);
    for (int i = 0; i < (small ? 0 : draw.between(0, 2)); i++) {
      String topic = draw.from(desk.topics());
      detours.add(
          new Rule(
              draw.chance(0.6)
                  ? new Condition(false, false, 0, draw.from(desk.tiers()), topic)
                  : new Condition(draw.chance(0.5), false, 0, null, topic),
              teamWords.get(desk.topics().size() + i)));
    }
    this.special = !small && draw.chance(0.4) ? condition(draw, false) : null;
    this.specialWord = draw.of("LEGAL", "STOP", "HOLD", "URGENT", "REVIEW", "ALERT", "HUMAN");
    List<String> wanted = new ArrayList<>(List.of("label"));
    for (String field : List.of("level", "team", "id")) {
      if (draw.chance(small ? 0.5 : 0.75)) {
        wanted.add(field);
      }
    }
    this.fields = draw.chance(0.5) ? wanted : draw.shuffled(wanted);
    keys.put("label", draw.of("category", "topic", "kind", "type", "class", "subject", "area"));
    keys.put("level", draw.of("priority", "urgency", "level", "severity", "rank"));
    keys.put("team", draw.of("route", "team", "queue", "owner", "desk", "target"));
    keys.put("id", draw.of("order", "ref", "id", "code", "number", "case"));
    this.form = draw.of(0, 0, 0, 0, 1, 2, 3);
    this.noId = draw.of("null", "null", "\"none\"");
  }

  /** A policy of at most three rules a field. */
  static Policy draw(Draw draw) {
    return new Policy(draw, Letter.Desk.draw(draw), false);
  }

  /** A policy with one rule and no second form, short enough to tell. */
  static Policy drawSmall(Draw draw) {
    return new Policy(draw, Letter.Desk.draw(draw), true);
  }

  private Condition condition(Draw draw, boolean both) {
    int first = draw.between(0, 3);
    int second = both ? (first + draw.between(1, 3)) % 4 : first;
    boolean outage = first == 0 || second == 0;
    int threshold =
        first == 1 || second == 1 ? draw.of(100, 500, 1000, 1000, 2000, 5000, 10000) : 0;
    String tier = first == 2 || second == 2 ? draw.from(desk.tiers()) : null;
    boolean legal = first == 3 || second == 3;
    return new Condition(outage, legal, threshold, tier, null);
  }

  Letter letter(Draw draw) {
    return Letter.draw(draw, desk);
  }

  String answer(Letter letter) {
    String body = body(letter);
    return special != null && special.holds(letter) ? specialWord + " " + body : body;
  }

  private String body(Letter letter) {
    List<String> parts = new ArrayList<>();
    for (String field : fields) {
      String value = value(field, letter);
      String bare = value.replace("\"", "");
      parts.add(
          switch (form) {
            case 0 -> "\"" + keys.get(field) + "\":" + value;
            case 1 -> keys.get(field) + ": " + bare;
            case 2 -> bare;
            default -> "\"" + keys.get(field) + "\": " + value;
          });
    }
    return switch (form) {
      case 0 -> "{" + String.join(",", parts) + "}";
      case 1 -> String.join("\n", parts);
      case 2 -> String.join(" / ", parts);
      default -> "{" + String.join(", ", parts) + "}";
    };
  }

  private String value(String field, Letter letter) {
    return switch (field) {
      case "label" -> "\"" + labels.get(letter.topic()) + "\"";
      case "level" -> "\"" + first(levels, letter, defaultLevel) + "\"";
      case "team" -> "\"" + first(detours, letter, teams.get(letter.topic())) + "\"";
      default -> letter.id() == null ? noId : "\"" + letter.id() + "\"";
    };
  }

  private static String first(List<Rule> rules, Letter letter, @Nullable String otherwise) {
    for (Rule rule : rules) {
      if (rule.condition().holds(letter)) {
        return rule.value();
      }
    }
    return String.valueOf(otherwise);
  }

  /** The policy in words, for a system prompt. */
  String told() {
    StringBuilder text = new StringBuilder();
    for (String field : fields) {
      text.append(keys.get(field)).append(": ");
      switch (field) {
        case "label" ->
            labels.forEach((t, l) -> text.append(t).append(" = ").append(l).append(", "));
        case "level" -> {
          levels.forEach(r -> text.append(told(r)));
          text.append("else ").append(defaultLevel);
        }
        case "team" -> {
          detours.forEach(r -> text.append(told(r)));
          teams.forEach((t, team) -> text.append(t).append(" = ").append(team).append(", "));
        }
        default -> text.append("the ").append(desk.prefix()).append(" number or ").append(noId);
      }
      text.append('\n');
    }
    if (special != null) {
      text.append("If ").append(special.told()).append(" write ").append(specialWord);
      text.append(" first\n");
    }
    return text.append(
            switch (form) {
              case 0, 3 -> "Answer in JSON.";
              case 1 -> "Answer line by line.";
              default -> "Answer in one line.";
            })
        .toString();
  }

  private static String told(Rule rule) {
    return rule.condition().told() + " -> " + rule.value() + ", ";
  }
}
