package dev.hone.serving.answers;

import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lists as Catalyst takes and gives them. */
public final class ScalaSeqs {
  private ScalaSeqs() {}

  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Seq<T> of(T... items) {
    return from(List.of(items));
  }

  public static <T> Seq<T> from(List<? extends T> items) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(items)).toSeq();
  }

  public static <T> List<T> toList(scala.collection.Seq<? extends T> items) {
    return List.copyOf(CollectionConverters.asJava(items));
  }

  static <T> Seq<T> plus(scala.collection.Seq<? extends T> items, T last) {
    List<T> all = new ArrayList<>(ScalaSeqs.<T>toList(items));
    all.add(last);
    return from(all);
  }
}
