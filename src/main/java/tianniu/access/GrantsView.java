package tianniu.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Network;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.http.Json;
import tianniu.http.JsonFields;

/** Grants in the words of the API, in which they are also kept. */
record GrantsView(
    ScopeView scope,
    AllowView allow,
    QuotaView quota,
    RateLimits rateLimits,
    @Nullable List<String> sourceNetworks) {

  record ScopeView(Map<String, String> labels) {}

  record AllowView(
      @Nullable List<String> images,
      @Nullable List<String> bindRoots,
      @Nullable List<String> networks,
      @Nullable List<String> commands) {
    static AllowView of(AllowLists allowed) {
      return new AllowView(
          allowed.images(), texts(allowed.bindRoots()), allowed.networks(), allowed.commands());
    }
  }

  record QuotaView(
      @Nullable Integer containers,
      @Nullable String cpu,
      @Nullable String memory,
      @Nullable Integer ports) {
    static QuotaView of(ResourceQuota quota) {
      return new QuotaView(
          quota.containers(), text(quota.cpu()), text(quota.memory()), quota.ports());
    }
  }

  static GrantsView of(Grants grants) {
    List<Network> networks = grants.networks();
    return new GrantsView(
        new ScopeView(grants.scope().labels()),
        AllowView.of(grants.allowed()),
        QuotaView.of(grants.quota()),
        grants.rates(),
        networks.isEmpty() ? null : texts(networks));
  }

  /** As kept. */
  static String write(Grants grants) {
    return new String(Json.bytes(of(grants)), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What {@link #write} has written. */
  static Grants read(String kept) {
    return JsonFields.read(
        kept.getBytes(java.nio.charset.StandardCharsets.UTF_8), GrantsView::grants);
  }

  private static @Nullable Grants grants(JsonFields fields) {
    Scope scope = KeyFields.scope(fields);
    AllowLists allowed = KeyFields.allowed(fields);
    ResourceQuota quota = KeyFields.quota(fields);
    RateLimits rates = KeyFields.rates(fields, RateLimits.DEFAULT);
    List<Network> networks = KeyFields.networks(fields);
    if (scope == null || allowed == null || quota == null || rates == null) {
      fields.refuse("scope", "is not as it was written");
    }
    return scope == null || allowed == null || quota == null || rates == null || !fields.isValid()
        ? null
        : new Grants(scope, allowed, quota, rates, networks == null ? List.of() : networks);
  }

  private static @Nullable String text(@Nullable Object amount) {
    return amount == null ? null : amount.toString();
  }

  private static @Nullable List<String> texts(@Nullable List<?> values) {
    return values == null ? null : values.stream().map(Object::toString).toList();
  }
}
