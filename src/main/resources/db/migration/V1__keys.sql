-- Keys of the API. The key itself is nowhere: only its SHA-256, in hex.
CREATE TABLE api_keys (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  role         TEXT NOT NULL,
  grants       TEXT NOT NULL, -- JSON, in the words of the API
  created_at   BIGINT NOT NULL, -- this and the other times: milliseconds since 1970
  created_by   TEXT NOT NULL,
  expires_at   BIGINT NOT NULL,
  hash         TEXT NOT NULL,
  former_hash  TEXT,
  former_until BIGINT
);

-- Written now and then, so apart from the rest.
CREATE TABLE key_uses (
  id           TEXT PRIMARY KEY,
  used_at      BIGINT NOT NULL,
  used_from    TEXT NOT NULL
);

CREATE TABLE roles (
  name         TEXT PRIMARY KEY,
  permissions  TEXT NOT NULL -- words separated by spaces
);
