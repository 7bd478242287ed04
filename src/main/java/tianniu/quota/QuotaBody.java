package tianniu.quota;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.http.JsonFields;

/** Body of putQuota. A quota that was read can be sent back as one. */
record QuotaBody(Scope scope, ResourceQuota limits) {
  private static final int MAX_LABELS = 64;

  static @Nullable QuotaBody read(JsonFields fields) {
    fields.ignore("name", "used", "available", "created_at", "updated_at");
    Map<String, String> labels = fields.map("labels", MAX_LABELS);
    if (labels.containsKey("")) {
      fields.refuse("labels", "must not have an empty key");
    }
    ResourceQuota limits = QuotaFields.read(fields);
    if (limits.equals(ResourceQuota.NONE) && fields.isValid()) {
      fields.refuse("containers", "is required, or cpu, memory or ports");
    }
    return new QuotaBody(new Scope(labels), limits);
  }
}
