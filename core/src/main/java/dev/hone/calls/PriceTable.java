package dev.hone.calls;

import dev.hone.HoneException;
import dev.hone.chat.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dated prices by model. A model that is not listed has no price and its cost is unknown, never
 * zero.
 */
public final class PriceTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String RESOURCE = "prices.csv";

  /** The columns of a table of prices, in the order of a file's. */
  public static final List<String> COLUMNS =
      List.of("model", "input", "cached_input", "cache_write", "output", "as_of", "where");

  private static final Pattern RELEASE =
      Pattern.compile("(-\\d{4}-\\d{2}-\\d{2}|[-@]\\d{8}|-latest|-preview|:\\d+)$");

  private final Map<String, Price> prices;

  private PriceTable(Map<String, Price> prices) {
    this.prices = prices;
  }

  /** The public list prices that ship with Hone. */
  public static PriceTable listPrices() {
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new HoneException("Cannot find " + RESOURCE + " in Hone's jar; the jar is broken.");
      }
      return parse(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new HoneException("Cannot read " + RESOURCE + " in Hone's jar.", e);
    }
  }

  /**
   * Prices from the text of a file with a line for the {@link #COLUMNS}, then one for each model;
   * empty lines and those that begin with {@code #} are passed over.
   *
   * @param name what the file is called, for messages
   * @throws IllegalArgumentException if a line is wrong, with its number
   */
  public static PriceTable parse(String name, String csv) {
    Map<String, Price> prices = new LinkedHashMap<>();
    boolean header = false;
    int number = 0;
    for (String line : csv.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!header) {
        if (!line.strip().equals(String.join(",", COLUMNS))) {
          throw new IllegalArgumentException(
              "Invalid prices in "
                  + name
                  + ": the first line must be '"
                  + String.join(",", COLUMNS)
                  + "'.");
        }
        header = true;
        continue;
      }
      Price price = price(name + ", line " + number, List.of(line.split(",", -1)));
      prices.put(price.model(), price);
    }
    return new PriceTable(prices);
  }

  /**
   * Prices from rows of the {@link #COLUMNS} as text, empty for null.
   *
   * @param name what the table is called, for messages
   * @throws IllegalArgumentException if a row is wrong, with its model
   */
  public static PriceTable of(String name, List<List<String>> rows) {
    Map<String, Price> prices = new LinkedHashMap<>();
    for (List<String> row : rows) {
      Price price = price(name + ", model '" + row.get(0) + "'", row);
      prices.put(price.model(), price);
    }
    return new PriceTable(prices);
  }

  private static Price price(String place, List<String> cells) {
    if (cells.size() == COLUMNS.size()) {
      try {
        double input = Double.parseDouble(cells.get(1).strip());
        return new Price(
            normal(cells.get(0)),
            input,
            numberOr(cells.get(2), input),
            numberOr(cells.get(3), input),
            Double.parseDouble(cells.get(4).strip()),
            LocalDate.parse(cells.get(5).strip()),
            cells.get(6).strip());
      } catch (NumberFormatException | DateTimeException e) {
        throw new IllegalArgumentException("Invalid prices in " + place + ": " + e.getMessage(), e);
      }
    }
    throw new IllegalArgumentException(
        "Invalid prices in "
            + place
            + ": "
            + cells.size()
            + " columns; it needs "
            + COLUMNS.size()
            + ".");
  }

  private static double numberOr(String cell, double other) {
    return cell.isBlank() ? other : Double.parseDouble(cell.strip());
  }

  /** These prices, with another table's in place of those it lists. */
  public PriceTable overriddenBy(PriceTable other) {
    Map<String, Price> merged = new LinkedHashMap<>(prices);
    merged.putAll(other.prices);
    return new PriceTable(merged);
  }

  /**
   * The price of a model as a log names it: {@code gpt-4.1-mini-2025-04-14} and {@code
   * openai/gpt-4.1-mini} are {@code gpt-4.1-mini}. Nothing is guessed beyond that.
   */
  public Optional<Price> price(@Nullable String model) {
    if (model == null) {
      return Optional.empty();
    }
    String name = normal(model);
    Price price = prices.get(name);
    return Optional.ofNullable(
        price != null ? price : prices.get(RELEASE.matcher(name).replaceFirst("")));
  }

  /** What a call cost in USD, or null where its model or its tokens are unknown. */
  public @Nullable Double cost(@Nullable String model, @Nullable Usage usage) {
    return usage == null ? null : price(model).map(price -> price.cost(usage)).orElse(null);
  }

  /** The oldest date among these prices; empty for an empty table. */
  public Optional<LocalDate> asOf() {
    return prices.values().stream().map(Price::asOf).min(Comparator.naturalOrder());
  }

  private static String normal(String model) {
    String name = model.strip().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
