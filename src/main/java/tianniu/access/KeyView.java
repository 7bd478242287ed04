package tianniu.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Permission;

/**
 * A key as the API shows it.
 *
 * @param key its text, when it was just made; else left out
 */
record KeyView(
    String id,
    String name,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    String role,
    List<String> permissions,
    GrantsView.ScopeView scope,
    GrantsView.AllowView allow,
    GrantsView.QuotaView quota,
    RateLimits rateLimits,
    @Nullable List<String> sourceNetworks,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable String lastUsedFrom) {

  static KeyView of(HeldKey held) {
    return of(held, null);
  }

  static KeyView of(Keys.Issued issued) {
    return of(issued.key(), issued.text());
  }

  private static KeyView of(HeldKey held, @Nullable String text) {
    ApiKey key = held.key();
    GrantsView grants = GrantsView.of(key.grants());
    HeldKey.LastUse use = held.lastUse();
    return new KeyView(
        key.id(),
        key.name(),
        text,
        key.role(),
        words(held.caller().permissions()),
        grants.scope(),
        grants.allow(),
        grants.quota(),
        grants.rateLimits(),
        grants.sourceNetworks(),
        key.createdAt(),
        key.createdBy(),
        key.expiresAt(),
        use == null ? null : Instant.ofEpochMilli(use.millis()),
        use == null ? null : use.from());
  }

  /** A page of keys. */
  record Page(int total, long limit, long offset, List<KeyView> keys) {}

  /** Of deleteKey. */
  record Revoked(String id, String name, String message) {}

  /** A role as the API shows it. */
  record RoleView(String name, List<String> permissions, boolean builtIn) {
    static RoleView of(Role role) {
      return new RoleView(role.name(), words(role.permissions()), role.builtIn());
    }
  }

  record RoleList(List<RoleView> roles) {}

  /** Of deleteRole. */
  record RoleRemoved(String name, String message) {}

  /** In the order in which the document names them. */
  private static List<String> words(java.util.Set<Permission> permissions) {
    return permissions.stream().sorted().map(Permission::word).toList();
  }
}
