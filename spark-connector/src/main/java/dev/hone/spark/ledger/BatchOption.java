package dev.hone.spark.ledger;

import dev.hone.chat.ModelUri;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code batch} of a paid model: {@code openai:gpt-4.1?batch=24h} is asked by its
 * provider's batch API, and waited for that long.
 *
 * @param uri the model without the option
 * @param patience how long a batch is waited for, or null where calls are asked one by one
 */
record BatchOption(ModelUri uri, @Nullable Duration patience) {
  private static final String NAME = "batch";
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})([smhd])");

  /**
   * Takes the option off a model's name.
   *
   * @throws IllegalArgumentException if its value is no time
   */
  static BatchOption of(ModelUri uri) {
    Map<String, String> options = new LinkedHashMap<>(uri.options());
    String text = options.remove(NAME);
    return new BatchOption(
        new ModelUri(uri.scheme(), uri.name(), options), text == null ? null : time(text, uri));
  }

  private static Duration time(String text, ModelUri uri) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Invalid batch '"
              + text
              + "' of model '"
              + uri
              + "'. Write how long to wait for a batch, such as 24h, 30m or 0s.");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
