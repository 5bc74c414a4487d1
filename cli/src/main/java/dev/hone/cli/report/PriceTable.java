package dev.hone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The list prices that ship, each with its date: {@code prices.json} beside this program. */
public final class PriceTable {
  private static final String RESOURCE = "/dev/hone/cli/prices.json";

  private final List<TokenPrice> prices;
  private final MachinePrice machine;

  private PriceTable(List<TokenPrice> prices, MachinePrice machine) {
    this.prices = List.copyOf(prices);
    this.machine = machine;
  }

  public static PriceTable shipped() {
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Missing resource " + RESOURCE);
      }
      JsonNode root = new ObjectMapper().readTree(in);
      List<TokenPrice> prices = new ArrayList<>();
      for (JsonNode row : root.get("tokens")) {
        prices.add(
            new TokenPrice(
                row.get("model").asText(),
                row.get("input").asDouble(),
                row.get("output").asDouble(),
                row.get("as_of").asText()));
      }
      JsonNode machine = root.get("machine");
      return new PriceTable(
          prices,
          new MachinePrice(
              machine.get("name").asText(),
              machine.get("usd_per_hour").asDouble(),
              machine.get("as_of").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The price of a model: the longest listed name that begins the model's own, so that dated
   * versions find their family. A provider's path before the name ({@code openai/gpt-4.1}) is left
   * out.
   */
  public Optional<TokenPrice> of(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    return prices.stream()
        .filter(price -> isVersionOf(name, price.model()))
        .max(Comparator.comparingInt(price -> price.model().length()));
  }

  public MachinePrice machine() {
    return machine;
  }

  /** gpt-5-2025-08-07 is a version of gpt-5; gpt-5.4 and gpt-5-codex are other models. */
  private static boolean isVersionOf(String name, String listed) {
    return name.equals(listed)
        || (name.startsWith(listed)
            && name.substring(listed.length()).matches("[-@]\\d.*|-latest"));
  }
}
