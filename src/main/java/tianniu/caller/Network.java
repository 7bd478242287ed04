package tianniu.caller;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of IP addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. An IPv4 address
 * that is written within IPv6 ({@code ::ffff:10.0.0.1}) is the IPv4 address; apart from that the
 * two kinds have no address in common.
 *
 * @param address the first one of the network
 * @param prefix length in bits
 */
public record Network(InetAddress address, int prefix) {
  private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(0|[1-9][0-9]{0,2}))?");

  // Four numbers without leading zeros, which some programs read as octal.
  private static final Pattern V4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  /** How many bits stand before an IPv4 address that is written as an IPv6 one. */
  private static final int MAPPED_BITS = 96;

  public Network {
    byte[] bytes = address.getAddress();
    if (prefix < 0 || prefix > bytes.length * 8) {
      throw new IllegalArgumentException("no prefix of an address: " + prefix);
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= (byte) mask(prefix, i);
    }
    address = address(bytes);
  }

  /**
   * Reads an address alone, or with the length of a prefix; bits behind the prefix do not count.
   */
  public static Optional<Network> parse(String text) {
    Matcher form = FORM.matcher(text);
    Optional<InetAddress> address = form.matches() ? parseAddress(form.group(1)) : Optional.empty();
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().getAddress().length * 8;
    if (form.group(2) == null) {
      return Optional.of(new Network(address.get(), bits));
    }
    boolean mapped = bits == 32 && form.group(1).contains(":");
    int prefix = Integer.parseInt(form.group(2)) - (mapped ? MAPPED_BITS : 0);
    return prefix < 0 || prefix > bits
        ? Optional.empty()
        : Optional.of(new Network(address.get(), prefix));
  }

  /** Reads an address in digits, without brackets, port or zone; never asks a name server. */
  public static Optional<InetAddress> parseAddress(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < mine.length && i * 8 < prefix; i++) {
      if (((mine[i] ^ theirs[i]) & mask(prefix, i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The address in its short form (RFC 5952), without a zone. */
  public static String text(InetAddress address) {
    String full = address(address.getAddress()).getHostAddress();
    Matcher zeros = ZEROS.matcher(full);
    String longest = "";
    while (zeros.find()) {
      longest = zeros.group().length() > longest.length() ? zeros.group() : longest;
    }
    int at = full.indexOf(longest);
    return longest.isEmpty()
        ? full
        : full.substring(0, at) + "::" + full.substring(at + longest.length());
  }

  /** As {@link #parse} reads it; of one address alone without the prefix. */
  @Override
  public String toString() {
    boolean whole = prefix == address.getAddress().length * 8;
    return text(address) + (whole ? "" : "/" + prefix);
  }

  /** The bits of a byte that the prefix covers. */
  private static int mask(int prefix, int index) {
    int bits = Math.clamp(prefix - index * 8L, 0, 8);
    return 0xff00 >> bits & 0xff;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address has " + bytes.length + " bytes", e);
    }
  }
}
