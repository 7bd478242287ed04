package tianniu.config;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set, with all its names.
 *
 * @param flag on the command line; null where a value must not stand there, because every user of a
 *     machine can read the command lines of all
 * @param environment the environment variable
 * @param key in the configuration file; null for what cannot stand there
 * @param label what stands for the value in the help; empty for a switch, whose flag needs no value
 * @param help what it is for
 * @param form what a value must be, ending the sentence "… must be"
 * @param fallback the value when nothing is set, as text; null when there is none, or it is
 *     computed
 * @param parser gives nothing for a text that has not the form
 */
public record Setting<T>(
    @Nullable String flag,
    String environment,
    @Nullable String key,
    String label,
    String help,
    String form,
    @Nullable String fallback,
    Function<String, Optional<T>> parser) {

  public boolean isSwitch() {
    return label.isEmpty();
  }

  /** Whether a refused value is left out of the message. */
  boolean isSecret() {
    return flag == null;
  }
}
