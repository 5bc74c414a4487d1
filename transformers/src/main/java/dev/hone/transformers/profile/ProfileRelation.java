package dev.hone.transformers.profile;

import dev.hone.profile.LogProfile;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * A profile as a table of {@link ProfileRows}. It is made when a query over it is planned to run,
 * and once: not when the query is analysed, so that a view over it costs nothing.
 */
final class ProfileRelation implements SupportsRead {
  private final Supplier<LogProfile> profile;
  private InternalRow @Nullable [] made;

  ProfileRelation(Supplier<LogProfile> profile) {
    this.profile = profile;
  }

  @Override
  public String name() {
    return ProfileFunction.NAME;
  }

  @Override
  @SuppressWarnings("deprecation") // Spark asks for columns, which default to this
  public StructType schema() {
    return ProfileRows.SCHEMA;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return Rows::new;
  }

  private synchronized InternalRow[] rows() {
    InternalRow[] rows = made;
    if (rows == null) {
      Function1<Object, Object> converter =
          CatalystTypeConverters.createToCatalystConverter(ProfileRows.SCHEMA);
      rows =
          ProfileRows.of(profile.get()).stream()
              .map(row -> (InternalRow) converter.apply(row))
              .toArray(InternalRow[]::new);
      made = rows;
    }
    return rows.clone();
  }

  private final class Rows implements LocalScan {
    @Override
    public StructType readSchema() {
      return ProfileRows.SCHEMA;
    }

    @Override
    public InternalRow[] rows() {
      return ProfileRelation.this.rows();
    }
  }
}
