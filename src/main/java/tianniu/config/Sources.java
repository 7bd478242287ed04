package tianniu.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where settings are looked up: flags before the environment before the file. */
record Sources(Map<String, String> flags, Map<String, String> environment, ConfigFile file) {

  /** A text that was found, and where. */
  private record Found(String text, String origin) {}

  /** The sources, with the file that flags or environment name. */
  static Sources of(Map<String, String> flags, Map<String, String> environment) {
    Sources bare = new Sources(flags, environment, ConfigFile.NONE);
    Found named = bare.found(Settings.CONFIG);
    return named == null
        ? bare
        : new Sources(
            flags, environment, ConfigFile.read(parse(Settings.CONFIG, named), named.origin()));
  }

  /** What is set, or else the setting's fallback; nothing when it has none. */
  <T> Optional<T> find(Setting<T> setting) {
    Found found = found(setting);
    if (found != null) {
      return Optional.of(parse(setting, found));
    }
    return Optional.ofNullable(setting.fallback()).flatMap(setting.parser());
  }

  private <T> @Nullable Found found(Setting<T> setting) {
    String flag = setting.flag() == null ? null : flags.get(setting.flag());
    if (flag != null) {
      return new Found(flag, setting.flag() + " on the command line");
    }
    String variable = environment.get(setting.environment());
    // An empty variable is the shell's way to unset one, except where empty is a value of its own.
    if (variable != null && (!variable.isEmpty() || setting.equals(Settings.VOLUME_ROOTS))) {
      return new Found(variable, setting.environment() + " in the environment");
    }
    ConfigFile.Entry entry = setting.key() == null ? null : file.entries().get(setting.key());
    return entry == null
        ? null
        : new Found(
            entry.value(),
            "%s in %s, line %d,".formatted(setting.key(), file.path(), entry.line()));
  }

  private static <T> T parse(Setting<T> setting, Found found) {
    return setting
        .parser()
        .apply(found.text())
        .orElseThrow(
            () ->
                new ConfigException(
                    "%s must be %s%s."
                        .formatted(
                            found.origin(),
                            setting.form(),
                            setting.isSecret() ? "" : ", not \"" + found.text() + "\"")));
  }
}
