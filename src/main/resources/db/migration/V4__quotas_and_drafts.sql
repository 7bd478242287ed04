-- Quotas of scopes; null is not limited.
CREATE TABLE quotas (
  name         TEXT PRIMARY KEY,
  labels       TEXT NOT NULL, -- a JSON object; empty for all containers
  containers   INTEGER,
  cpu_nanos    BIGINT,
  memory_bytes BIGINT,
  ports        INTEGER,
  created_at   BIGINT NOT NULL,
  created_by   TEXT NOT NULL, -- the id of a key
  updated_at   BIGINT NOT NULL,
  updated_by   TEXT NOT NULL
);

-- Creations that were accepted and have not come to a running container.
CREATE TABLE drafts (
  id           TEXT PRIMARY KEY, -- the container's
  body         TEXT NOT NULL,    -- a create body of the API, without the values of secrets
  created_by   TEXT,             -- the id of a key
  scope        TEXT NOT NULL,    -- labels of that key, a JSON object: whose secrets it may have
  accepted_at  BIGINT NOT NULL,
  why_code     TEXT,             -- why it failed; null while it is to be done
  why_message  TEXT,
  made         INTEGER NOT NULL  -- 1 when it failed after the engine had made the container
);
