package tianniu.quota;

import java.time.Instant;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;

/**
 * The most that the containers of a scope may have together, whichever key makes them.
 *
 * @param createdBy and updatedBy ids of keys
 */
record Quota(
    String name,
    Scope scope,
    ResourceQuota limits,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy) {}
