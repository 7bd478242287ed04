package tianniu.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tianniu.http.JsonFields;
import tianniu.live.LiveContainer;
import tianniu.live.Selection;
import tianniu.live.Snapshot;

/**
 * Body of the batch calls.
 *
 * @param ids what the caller calls the containers, in order and without repeats
 * @param labels chooses by labels instead; null when {@code ids} is meant
 */
record Batch(List<String> ids, @Nullable Map<String, String> labels, Options options) {
  private static final int MAX = 100;

  static @Nullable Batch read(JsonFields fields, Action action) {
    List<String> given = fields.texts("container_ids", Integer.MAX_VALUE);
    Map<String, String> labels = fields.map("labels", MAX);
    // A list without ids beside labels is how some clients write "none given".
    List<String> ids = given != null && given.isEmpty() && !labels.isEmpty() ? null : given;
    if (ids == null) {
      if (labels.isEmpty() && fields.isValid()) {
        fields.refuse("container_ids", "is required, or labels");
      }
    } else if (!labels.isEmpty()) {
      fields.refuse("labels", "must not be given together with container_ids");
    } else if (ids.isEmpty() || ids.size() > MAX) {
      fields.refuse("container_ids", "must have 1 to " + MAX + " ids");
    } else if (ids.contains("")) {
      fields.refuse("container_ids[" + ids.indexOf("") + "]", "must not be empty");
    }
    Options options = options(fields, action);
    return fields.isValid()
        ? new Batch(
            ids == null ? List.of() : new ArrayList<>(new LinkedHashSet<>(ids)),
            ids == null ? labels : null,
            options)
        : null;
  }

  private static Options options(JsonFields fields, Action action) {
    return switch (action) {
      case STOP, RESTART -> {
        Long timeout = fields.integer("timeout", 0, Options.MAX_GRACE_SECONDS);
        yield timeout == null ? Options.DEFAULT : Options.stopping(timeout);
      }
      case DELETE ->
          Options.deleting(fields.flag("force", false), fields.flag("remove_volumes", false));
      case START, PAUSE, UNPAUSE -> Options.DEFAULT;
    };
  }

  /** By what the caller calls them, the ids of the containers; empty for what is not there. */
  Map<String, String> ids(Snapshot containers, Scope scope) {
    Map<String, String> found = new LinkedHashMap<>();
    targets(containers, scope)
        .forEach((asked, target) -> found.put(asked, target == null ? "" : target.id().value()));
    return found;
  }

  /**
   * The containers of the scope that are meant, by what the caller calls them; null for what is not
   * there. Two names of one container are one.
   */
  Map<String, @Nullable LiveContainer> targets(Snapshot containers, Scope scope) {
    Map<String, @Nullable LiveContainer> targets = new LinkedHashMap<>();
    if (labels != null) {
      containers
          .all(Selection.byLabels(labels).within(scope))
          .forEach(container -> targets.put(container.id().value(), container));
      if (targets.size() > MAX) {
        throw Fault.invalid(
                Violation.field(
                    "labels", "choose " + targets.size() + " containers, more than " + MAX))
            .asException();
      }
      return targets;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String asked : ids) {
      LiveContainer container = containers.find(asked, scope).orElse(null);
      if (container == null || seen.add(container.id().value())) {
        targets.put(asked, container);
      }
    }
    return targets;
  }
}
