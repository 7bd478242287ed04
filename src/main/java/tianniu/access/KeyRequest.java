package tianniu.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Network;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.http.JsonFields;
import tianniu.http.Timestamps;

/** Body of createKey. What is null was left open. */
record KeyRequest(
    String name,
    String role,
    @Nullable Scope scope,
    @Nullable AllowLists allowed,
    @Nullable ResourceQuota quota,
    @Nullable RateLimits rates,
    @Nullable List<Network> networks,
    @Nullable Instant expiresAt) {
  private static final int MAX_NAME = 128;

  static @Nullable KeyRequest read(JsonFields fields) {
    String name =
        fields.required(
            "name", () -> fields.parsed("name", KeyRequest::name, "must have 1 to 128 characters"));
    String role = fields.requiredText("role");
    KeyRequest request =
        new KeyRequest(
            name == null ? "" : name,
            role == null ? "" : role,
            KeyFields.scope(fields),
            KeyFields.allowed(fields),
            KeyFields.quota(fields),
            KeyFields.rates(fields, RateLimits.DEFAULT),
            KeyFields.networks(fields),
            fields.parsed("expires_at", Timestamps::parse, "must be an RFC 3339 timestamp"));
    return fields.isValid() ? request : null;
  }

  private static Optional<String> name(String text) {
    return Optional.of(text).filter(name -> name.codePointCount(0, name.length()) <= MAX_NAME);
  }
}
