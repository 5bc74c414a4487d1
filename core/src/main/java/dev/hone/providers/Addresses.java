package dev.hone.providers;

import dev.hone.chat.ModelException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a request may go to: https to the public internet, unless the connection allows
 * one's own machine and network. What is checked is the address that the name stands for, right
 * before it is used. Link-local addresses, where clouds keep their machines' credentials, are never
 * allowed.
 */
final class Addresses {
  private Addresses() {}

  /** Checks what can be told without looking a name up. */
  static void checkForm(String connection, URI address, boolean allowsPrivate) {
    boolean http = "http".equals(address.getScheme());
    if (!http && !"https".equals(address.getScheme())) {
      throw refused(connection, address, "it is neither https nor http", "Give an https address.");
    }
    if (address.getHost() == null || address.getUserInfo() != null) {
      throw refused(
          connection, address, "it has no host, or a user in it", "Write https://HOST/PATH.");
    }
    if (http && !allowsPrivate) {
      throw refused(
          connection,
          address,
          "plain http is for one's own machine or network",
          "Use https, or say allowingPrivate() of the connection before its address.");
    }
  }

  private static IllegalArgumentException refused(
      String connection, URI address, String cause, String fix) {
    // the host alone: a user in the address may be a key
    return new IllegalArgumentException(
        "Invalid address of connection '"
            + connection
            + "' (host "
            + address.getHost()
            + "): "
            + cause
            + ". "
            + fix);
  }

  /**
   * Checks where a name leads now. A name that leads nowhere passes: connecting will tell.
   *
   * @throws ModelException if it leads where it must not
   */
  static void check(String connection, URI address, boolean allowsPrivate) {
    InetAddress[] found;
    try {
      found = InetAddress.getAllByName(address.getHost());
    } catch (UnknownHostException e) {
      return;
    }
    for (InetAddress one : found) {
      String problem = problem(one, allowsPrivate);
      if (problem != null) {
        throw new ModelException(
            ModelException.Kind.FORBIDDEN_ADDRESS,
            "Host "
                + address.getHost()
                + " is "
                + problem
                + ", which connection '"
                + connection
                + "' does not allow. Define it with Connections.define(Connection.named(..)"
                + ".allowingPrivate()..) if that is meant; link-local addresses never are.");
      }
    }
  }

  static @Nullable String problem(InetAddress address, boolean allowsPrivate) {
    if (address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      return "a link-local, multicast or unspecified address";
    }
    if (allowsPrivate) {
      return null;
    }
    if (address.isLoopbackAddress()) {
      return "this machine";
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    boolean uniqueLocal = address instanceof Inet6Address && (first & 0xfe) == 0xfc;
    boolean shared = bytes.length == 4 && first == 100 && (second & 0xc0) == 64; // RFC 6598
    boolean here = bytes.length == 4 && (first == 0 || first >= 240);
    return address.isSiteLocalAddress() || uniqueLocal || shared || here
        ? "an address of a private network"
        : null;
  }
}
