package dev.hone.providers;

import dev.hone.chat.ModelUri;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections that this process knows. A job's driver defines them once; they travel to
 * executors with the tasks that ask, their keys never in a plan, a param or a conf.
 */
public final class Connections {
  private static final Map<String, Connection> DEFINED = new ConcurrentHashMap<>();
  private static volatile KeySource secrets = reference -> null;

  private Connections() {}

  /**
   * Defines a connection to the provider of that name, in place of an earlier one.
   *
   * @param name {@code openai}, {@code anthropic}, {@code azure}, {@code databricks}
   * @param keyReference where the key is: {@code secret:SCOPE/KEY}, {@code env:VARIABLE} or {@code
   *     file:PATH}
   * @param requestsPerMinute the most requests a minute of a whole job; 0 for no bound
   * @param tokensPerMinute the most tokens a minute of a whole job; 0 for no bound
   */
  public static void define(
      String name, String keyReference, int requestsPerMinute, int tokensPerMinute) {
    define(
        Connection.named(name).withKey(keyReference).withRates(requestsPerMinute, tokensPerMinute));
  }

  /** Defines a connection, in place of an earlier one of its name. */
  public static void define(Connection connection) {
    DEFINED.put(connection.name(), connection);
  }

  public static void forget(String name) {
    DEFINED.remove(name);
  }

  /** All that are defined, by name. */
  public static Map<String, Connection> all() {
    return Map.copyOf(DEFINED);
  }

  public static Optional<Connection> find(String name) {
    return Optional.ofNullable(DEFINED.get(name));
  }

  /**
   * The connection that a model is reached by: the one it names, or the one of its provider's name,
   * or one with nothing but defaults.
   *
   * @throws IllegalArgumentException if it names one that is not defined
   */
  public static Connection of(ModelUri uri) {
    String named = uri.options().get("connection");
    String provider = provider(uri);
    Connection found = DEFINED.get(named == null ? provider : named);
    if (found == null && named != null) {
      throw new IllegalArgumentException(
          "Unknown connection '"
              + named
              + "' of model '"
              + uri
              + "'; defined are "
              + new java.util.TreeSet<>(DEFINED.keySet())
              + ". Define it with Connections.define on the driver.");
    }
    return found == null ? Connection.named(provider) : found;
  }

  /** Who serves a model: its scheme, without a transport. */
  public static String provider(ModelUri uri) {
    int plus = uri.scheme().indexOf('+');
    return plus < 0 ? uri.scheme() : uri.scheme().substring(0, plus);
  }

  /** Where {@code secret:} references are looked up; null for nowhere. */
  public static void resolveSecretsWith(@Nullable KeySource source) {
    secrets = source == null ? reference -> null : source;
  }

  /** The keys of this machine, and secrets where a source of them was given. */
  public static KeySource keys() {
    return KeySource.OF_THIS_MACHINE.orElse(reference -> secrets.value(reference));
  }
}
