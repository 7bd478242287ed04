package tianniu.access;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Network;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ReservedLabels;
import tianniu.http.JsonFields;
import tianniu.quota.QuotaFields;

/**
 * The parts of a key's body, each read and checked by itself. Nothing that is empty counts as not
 * given here: who writes an empty label or an empty list did not mean "anything goes".
 */
final class KeyFields {
  private static final int MAX_LABELS = 32;
  private static final int MAX_ENTRIES = 256;

  private KeyFields() {}

  /** Null when the body says nothing of it. */
  static @Nullable Scope scope(JsonFields fields) {
    return fields.exactObject("scope", KeyFields::scopeIn);
  }

  private static @Nullable Scope scopeIn(JsonFields fields) {
    Map<String, String> labels = labels(fields);
    return new Scope(labels);
  }

  /** Labels that choose containers; none of the product's own. */
  static Map<String, String> labels(JsonFields fields) {
    Map<String, String> labels = fields.map("labels", MAX_LABELS);
    labels.forEach(
        (label, value) -> {
          if (label.isEmpty() || ReservedLabels.has(label)) {
            fields.refuse(
                "labels." + label, "must not be empty or begin with " + ReservedLabels.PREFIX);
          } else if (value.isEmpty()) {
            fields.refuse("labels." + label, "must have a value");
          }
        });
    return labels;
  }

  static @Nullable AllowLists allowed(JsonFields fields) {
    return fields.exactObject(
        "allow",
        inner ->
            new AllowLists(
                list(inner, "images", Optional::of, ""),
                list(inner, "bind_roots", KeyFields::absolute, "must be an absolute path"),
                list(inner, "networks", Optional::of, ""),
                list(inner, "commands", Optional::of, "")));
  }

  static @Nullable List<Network> networks(JsonFields fields) {
    return list(
        fields, "source_networks", Network::parse, "must be an IP address or a network in CIDR");
  }

  /** What may be used together; a part that is not given is not limited. */
  static @Nullable ResourceQuota quota(JsonFields fields) {
    return fields.exactObject("quota", QuotaFields::read);
  }

  static @Nullable RateLimits rates(JsonFields fields, RateLimits absent) {
    return fields.exactObject(
        "rate_limits",
        inner -> {
          Long reads = inner.integer("reads_per_minute", 0, RateLimits.MAX);
          Long writes = inner.integer("writes_per_minute", 0, RateLimits.MAX);
          return new RateLimits(
              reads == null ? absent.readsPerMinute() : reads.intValue(),
              writes == null ? absent.writesPerMinute() : writes.intValue());
        });
  }

  private static Optional<Path> absolute(String text) {
    try {
      return Optional.of(Path.of(text).normalize()).filter(Path::isAbsolute);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static <T> @Nullable List<T> list(
      JsonFields fields, String name, Function<String, Optional<T>> parser, String rule) {
    List<String> texts = fields.texts(name, MAX_ENTRIES);
    if (texts == null) {
      return null;
    }
    if (texts.isEmpty()) {
      fields.refuse(name, "must not be an empty list; leave it out for no restriction");
      return null;
    }
    List<T> found = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Optional<T> each = texts.get(i).isBlank() ? Optional.empty() : parser.apply(texts.get(i));
      if (each.isEmpty()) {
        fields.refuse(name + "[" + i + "]", rule.isEmpty() ? "must not be empty" : rule);
      } else {
        found.add(each.get());
      }
    }
    return found;
  }
}
