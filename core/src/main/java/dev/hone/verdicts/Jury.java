package dev.hone.verdicts;

import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several judges in one. Of a pair, the side that most jurors prefer wins, and none does where no
 * side has more than half; one answer passes where more than half pass it, with the mean of their
 * scores. A juror without a verdict has no vote. Three small models of different families agree
 * with people more than one large one, and favour their own less (Verga and others 2024).
 */
public final class Jury implements Judge {
  private final String name;
  private final List<Judge> jurors;

  private Jury(String name, List<Judge> jurors) {
    this.name = name;
    this.jurors = List.copyOf(jurors);
    if (jurors.size() < 2) {
      throw new IllegalArgumentException(
          "A jury needs at least two jurors; '" + name + "' has " + jurors.size() + ".");
    }
  }

  /**
   * A jury of judges that all give verdicts of one kind.
   *
   * @throws IllegalArgumentException if there are fewer than two
   */
  public static Jury of(String name, List<? extends Judge> jurors) {
    return new Jury(name, List.copyOf(jurors));
  }

  @Override
  public String name() {
    return name;
  }

  /** A verdict's parts are the jurors', in their order. */
  @Override
  public List<Judged> judge(List<Case> cases) {
    List<List<Judged>> heard = new ArrayList<>();
    for (Judge juror : jurors) {
      heard.add(juror.judge(cases));
    }
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      int at = i;
      List<Judged> parts = heard.stream().map(verdicts -> verdicts.get(at)).toList();
      judged.add(Judged.of(name, combine(parts), parts));
    }
    return judged;
  }

  private static Verdict combine(List<Judged> parts) {
    List<Verdict> read =
        parts.stream()
            .map(Judged::verdict)
            .filter(v -> v.scoreIfReadable().isPresent() || v instanceof Verdict.Ranked)
            .toList();
    if (read.isEmpty()) {
      return parts.get(0).verdict();
    }
    if (read.stream().allMatch(Jury::ofPair)) {
      return ofPairs(read, reasons(parts));
    }
    if (read.stream().allMatch(Verdict.Checked.class::isInstance)) {
      return ofChecks(read.stream().map(Verdict.Checked.class::cast).toList());
    }
    if (read.stream().allMatch(Verdict.Ranked.class::isInstance)) {
      return ofRanks(read.stream().map(Verdict.Ranked.class::cast).toList(), reasons(parts));
    }
    if (read.stream().noneMatch(v -> ofPair(v) || v instanceof Verdict.Ranked)) {
      double score =
          read.stream().mapToDouble(v -> v.scoreIfReadable().orElse(0)).average().orElse(0);
      long passed = read.stream().filter(v -> v.outcome().equals(Verdict.PASS)).count();
      return new Verdict.Scored(score, 2 * passed > read.size(), reasons(parts));
    }
    return new Verdict.Failed(
        "the jurors give verdicts of different kinds: "
            + read.stream().map(Verdict::outcome).distinct().collect(Collectors.joining(", ")));
  }

  private static boolean ofPair(Verdict verdict) {
    return verdict instanceof Verdict.Preferred || verdict instanceof Verdict.Tied;
  }

  private static Verdict ofPairs(List<Verdict> read, String reasons) {
    for (Side side : Side.values()) {
      long votes =
          read.stream().filter(v -> v instanceof Verdict.Preferred p && p.side() == side).count();
      if (2 * votes > read.size()) {
        return new Verdict.Preferred(side, reasons);
      }
    }
    for (TieCause cause : List.of(TieCause.IDENTICAL, TieCause.SAID)) {
      if (read.stream().allMatch(v -> v instanceof Verdict.Tied t && t.cause() == cause)) {
        return new Verdict.Tied(cause, reasons);
      }
    }
    return new Verdict.Tied(TieCause.DIVIDED, reasons);
  }

  private static Verdict ofChecks(List<Verdict.Checked> read) {
    Map<String, List<Verdict.Check>> byCriterion = new LinkedHashMap<>();
    for (Verdict.Checked checked : read) {
      for (Verdict.Check check : checked.checks()) {
        byCriterion.computeIfAbsent(check.criterion(), id -> new ArrayList<>()).add(check);
      }
    }
    List<Verdict.Check> checks = new ArrayList<>();
    byCriterion.forEach(
        (criterion, votes) -> {
          boolean passed = 2 * votes.stream().filter(Verdict.Check::passed).count() > votes.size();
          String reasons =
              votes.stream()
                  .filter(vote -> vote.passed() == passed)
                  .map(Verdict.Check::reason)
                  .collect(Collectors.joining(" / "));
          checks.add(new Verdict.Check(criterion, passed, reasons));
        });
    return new Verdict.Checked(checks);
  }

  private static Verdict ofRanks(List<Verdict.Ranked> read, String reasons) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < read.get(0).scores().size(); i++) {
      int at = i;
      scores.add(read.stream().mapToDouble(r -> r.scores().get(at)).average().orElse(0));
    }
    return new Verdict.Ranked(scores, reasons);
  }

  /** Every juror's word, a line each. */
  private static String reasons(List<Judged> parts) {
    return parts.stream()
        .map(p -> p.judge() + " (" + p.verdict().outcome() + "): " + p.verdict().reasonText())
        .collect(Collectors.joining("\n"));
  }
}
