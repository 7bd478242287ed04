package tianniu.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.http.Query;

/** Which entries are asked for, as a condition in SQL. */
final class AuditFilter {
  private static final long MAX_SEQ = Long.MAX_VALUE;

  private final List<String> conditions = new ArrayList<>(List.of("seq < :before"));
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final int limit;

  private AuditFilter(long before, int limit) {
    this.limit = limit;
    values.put("before", before);
    // One more tells whether there are others.
    values.put("limit", limit + 1);
  }

  /** What a query asks for, of what a scope shows. */
  static AuditFilter of(Query query, Scope scope) {
    AuditFilter filter =
        new AuditFilter(
            query.integer("before", 1, 999_999_999_999_999_999L, MAX_SEQ),
            (int) query.integer("limit", 1, 100, 20));
    filter.time("at_micros >= :since", "since", query.instant("since"));
    filter.time("at_micros < :until", "until", query.instant("until"));
    filter.text("(key_id = :key OR key_name = :key)", "key", query);
    filter.text("operation = :operation", "operation", query);
    filter.text(
        "target_kind = 'container' AND (target_id = :container OR target_name = :container)",
        "container",
        query);
    filter.text("outcome = :outcome", "outcome", query);
    filter.text("request_id = :request_id", "request_id", query);
    // LIKE has no regard for case in SQLite, and has in PostgreSQL; this is the same in both.
    scope
        .labels()
        .forEach(
            (key, value) -> {
              String name = "label" + filter.values.size();
              filter.add("replace(labels, :" + name + ", '') <> labels");
              filter.values.put(name, LabelLines.line(key, value));
            });
    return filter;
  }

  int limit() {
    return limit;
  }

  String condition() {
    return String.join(" AND ", conditions);
  }

  org.jdbi.v3.core.statement.Query bindTo(org.jdbi.v3.core.statement.Query sql) {
    return sql.bindMap(values);
  }

  private void time(String condition, String name, @Nullable Instant time) {
    if (time != null) {
      add(condition);
      values.put(name, Moments.micros(time));
    }
  }

  private void text(String condition, String name, Query query) {
    String text =
        query.parsed(
            name,
            given -> Optional.of(given).filter(each -> each.length() <= 256),
            "must have at most 256 characters");
    if (text != null) {
      add(condition);
      values.put(name, Texts.clean(text));
    }
  }

  private void add(String condition) {
    conditions.add(condition);
  }
}
