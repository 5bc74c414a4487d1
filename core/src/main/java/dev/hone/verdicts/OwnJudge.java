package dev.hone.verdicts;

import java.util.ArrayList;
import java.util.List;

/**
 * A judge that is a class of the user's, named by a text: public, on the class path, with a public
 * constructor without arguments. What it throws on a case becomes that case's verdict.
 */
final class OwnJudge implements Judge {
  private final Judge judge;

  private OwnJudge(Judge judge) {
    this.judge = judge;
  }

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if there is no such class, or it is no such judge
   */
  static OwnJudge of(String className) {
    String name = className.strip();
    try {
      // Not initialized before it is known to be a judge: the name may come from a saved stage.
      Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      if (!Judge.class.isAssignableFrom(type)) {
        throw problem(name, "it does not implement " + Judge.class.getName());
      }
      return new OwnJudge((Judge) type.getConstructor().newInstance());
    } catch (ClassNotFoundException e) {
      throw problem(name, "it is not on the class path; add its jar and write its full name");
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw problem(
          name, "make it a public class with a public constructor that takes no arguments");
    } catch (ReflectiveOperationException e) {
      throw problem(name, "its constructor throws " + e.getCause());
    }
  }

  private static IllegalArgumentException problem(String name, String problem) {
    return new IllegalArgumentException(
        "Cannot judge by the class '" + name + "': " + problem + ".");
  }

  @Override
  public String name() {
    return judge.name();
  }

  @Override
  public List<Judged> judge(List<Case> cases) {
    try {
      return all(cases);
    } catch (RuntimeException together) { // one of them is to blame, and spoils no other
      List<Judged> judged = new ArrayList<>();
      for (Case one : cases) {
        judged.add(alone(one));
      }
      return judged;
    }
  }

  private List<Judged> all(List<Case> cases) {
    List<Judged> judged = judge.judge(cases);
    if (judged.size() != cases.size()) {
      throw new IllegalStateException(
          "The judge "
              + name()
              + " gave "
              + judged.size()
              + " verdicts on "
              + cases.size()
              + " cases.");
    }
    return judged;
  }

  private Judged alone(Case one) {
    try {
      return all(List.of(one)).get(0);
    } catch (RuntimeException e) {
      return Judged.free(
          name(), new Verdict.Failed(e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }
}
