package dev.hone.transformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.examples.Components;
import dev.hone.spark.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ConnectedComponentsTest {
  @Test
  void theClusterFindsWhatTheDriverFinds() {
    List<Row> edges = new ArrayList<>();
    for (long i = 1; i < 40; i++) {
      edges.add(RowFactory.create(1_000 + i, 1_000 + i - 1)); // a chain, the hardest shape
      edges.add(RowFactory.create(-5L, 2_000 + i)); // a star with a negative centre
    }
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      edges.add(RowFactory.create((long) random.nextInt(100), (long) random.nextInt(100)));
    }
    edges.removeIf(edge -> edge.getLong(0) == edge.getLong(1));
    Dataset<Row> graph =
        LocalSpark.session().createDataFrame(edges, ConnectedComponents.EDGES).repartition(2);

    List<Row> onCluster = ConnectedComponents.roots(graph, 0).collectAsList();

    Components expected =
        Components.of(
            edges.stream().mapToLong(edge -> edge.getLong(0)).toArray(),
            edges.stream().mapToLong(edge -> edge.getLong(1)).toArray());
    assertThat(onCluster).hasSize(expected.keys().length);
    assertThat(onCluster)
        .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(expected.root(row.getLong(0))));
    assertThat(ConnectedComponents.roots(graph, 1_000).collectAsList())
        .containsExactlyInAnyOrderElementsOf(onCluster);
    assertThat(expected.root(1_039)).isEqualTo(1_000);
    assertThat(expected.root(2_039)).isEqualTo(-5);
  }

  @Test
  void aGraphWithoutEdgesHasNoComponents() {
    Dataset<Row> none = LocalSpark.session().createDataFrame(List.of(), ConnectedComponents.EDGES);
    assertThat(ConnectedComponents.roots(none, 0).collectAsList()).isEmpty();
  }
}
