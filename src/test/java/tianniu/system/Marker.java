package tianniu.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A value that is found again wherever it went: by its core of letters and digits, which no
 * escaping changes.
 */
record Marker(String core, String value) {
  static Marker plain() {
    String core = newCore();
    return new Marker(core, core);
  }

  /** One that every kind of quoting changes. */
  static Marker awkward() {
    String core = newCore();
    return new Marker(core, "a\"b\\c\n\tö€&<%24>'" + core + "'=$x`");
  }

  private static String newCore() {
    return "Mk" + UUID.randomUUID().toString().replace("-", "");
  }

  /** Fails when the bytes have it, as it is or in base64 or hex. */
  void assertNotIn(String where, byte[] bytes) {
    // A byte is a character.
    String text = new String(bytes, ISO_8859_1);
    for (String form : forms()) {
      assertThat(text.contains(form)).as("%s has %s of %s", where, form, this).isFalse();
    }
  }

  private List<String> forms() {
    byte[] bytes = core.getBytes(UTF_8);
    List<String> forms = new ArrayList<>(List.of(core));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    // Wherever it begins in what was encoded, whole groups of three bytes look the same.
    for (int skipped = 0; skipped < 3; skipped++) {
      int whole = (bytes.length - skipped) / 3 * 3;
      byte[] groups = Arrays.copyOfRange(bytes, skipped, skipped + whole);
      forms.add(Base64.getEncoder().withoutPadding().encodeToString(groups));
    }
    return forms;
  }
}
