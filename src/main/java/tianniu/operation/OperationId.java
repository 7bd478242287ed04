package tianniu.operation;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** An operation's id in the API: {@code op-} and 32 lower-case hex characters, drawn by lot. */
public record OperationId(String value) {
  private static final Pattern FORM = Pattern.compile("op-[0-9a-f]{32}");

  public OperationId {
    if (!isId(value)) {
      throw new IllegalArgumentException("not an operation id: " + value);
    }
  }

  static boolean isId(String text) {
    return FORM.matcher(text).matches();
  }

  static OperationId random(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return new OperationId("op-" + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
