package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the providers have in common: reading a model's name, its options and its key. */
record ModelAddress(ModelUri uri, Connection connection) {
  private static final Set<String> OPTIONS =
      Set.of("key_env", "timeout_seconds", "connection", "api", "api_version");

  /** Hosts of one's own that models may name without a connection, by the operator's word. */
  private static final String ALLOW_HOSTS = "HONE_ALLOW_HOSTS";

  /**
   * A model that names its server itself, {@code SCHEME+https://HOST/v1#MODEL}.
   *
   * @param base the address up to the {@code #}
   */
  record Named(URI base, String model, Connection connection) {}

  static ModelAddress of(ModelUri uri, Connection connection) {
    for (String option : uri.options().keySet()) {
      if (option.equals("batch")) {
        throw new IllegalArgumentException(
            "Cannot ask '"
                + uri
                + "' by batch here: a batch is kept in a ledger. Ask through a stage or hone_answer,"
                + " or leave the option batch out.");
      }
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "Unknown option '"
                + option
                + "' of a model; known are "
                + new TreeSet<>(OPTIONS)
                + ".");
      }
    }
    String seconds = uri.options().get("timeout_seconds");
    return new ModelAddress(
        uri,
        seconds == null
            ? connection
            : connection.withTimeouts(connection.connectTimeout(), seconds(seconds)));
  }

  private static Duration seconds(String text) {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds > 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "Invalid timeout_seconds '" + text + "' of a model. Use a whole number above 0.");
  }

  /** The key: the one the model's option names, the connection's, or the usual one. */
  ApiKey key(String usualVariable, KeySource keys) {
    String variable = uri.options().get("key_env");
    KeyRef named = variable == null ? connection.key() : new KeyRef(KeyRef.ENVIRONMENT, variable);
    return ApiKey.of(named == null ? new KeyRef(KeyRef.ENVIRONMENT, usualVariable) : named, keys);
  }

  ApiKey neededKey(String usualVariable, KeySource keys) {
    ApiKey key = key(usualVariable, keys);
    if (!key.isSet()) {
      throw new IllegalArgumentException(
          "Cannot open '"
              + uri
              + "': no key in "
              + key.from()
              + ". Set it there, or say where it is: Connections.define(\""
              + connection.name()
              + "\", \"secret:SCOPE/KEY\", 0, 0).");
    }
    return key;
  }

  String base(String usual) {
    return connection.baseUrl() == null ? usual : connection.baseUrl();
  }

  /** Reads a name that holds its server's address. */
  Named named(String scheme, String transport) {
    URI address = address(scheme, transport);
    String host = address.getHost();
    boolean allowed = connection.allowsPrivate() || isAllowed(host, System.getenv(ALLOW_HOSTS));
    Connection to = allowed ? connection.allowingPrivate() : connection;
    URI base = URI.create(transport + "://" + address.getRawAuthority() + address.getRawPath());
    if (transport.equals("http") && !allowed) {
      throw new IllegalArgumentException(
          "Model '"
              + uri
              + "' is asked over plain http, which connection '"
              + connection.name()
              + "' does not allow. Use https; or, on your own machine or network, set the"
              + " environment variable "
              + ALLOW_HOSTS
              + "="
              + host
              + " or define the connection with allowingPrivate().");
    }
    return new Named(base, address.getFragment(), to);
  }

  static boolean isAllowed(String host, @Nullable String hosts) {
    return hosts != null && Arrays.asList(hosts.strip().split("\\s*,\\s*", -1)).contains(host);
  }

  private URI address(String scheme, String transport) {
    try {
      URI address = URI.create(transport + ":" + uri.name());
      if (address.getHost() != null
          && address.getUserInfo() == null
          && address.getFragment() != null
          && !address.getFragment().isEmpty()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below, in the words of the model's name
    }
    throw new IllegalArgumentException(
        "Invalid model '"
            + uri.scheme()
            + ":...': write "
            + scheme
            + "+"
            + transport
            + "://HOST/v1#MODEL, without user or key.");
  }

  /** The server at an address, whose path the API's own is added to. */
  static Server server(String base, String name, ChatApi api, ApiKey key, Connection connection) {
    URI endpoint = URI.create(base.replaceAll("/+$", "") + api.path());
    Addresses.checkForm(connection.name(), endpoint, connection.allowsPrivate());
    return new Server(name, endpoint, key, api.keyHeader(), api.headers(), connection);
  }

  /** The model at an address, whose path the API's own is added to. */
  static ChatModel open(
      String base, String name, ChatApi api, ApiKey key, Connection connection, CallGate gate) {
    return new HttpModel(server(base, name, api, key, connection), api, gate);
  }
}
