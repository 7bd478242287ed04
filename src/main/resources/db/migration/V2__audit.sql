-- What was done, by whom. Every field but the hash goes into the hash: see tianniu.audit.Chain.
CREATE TABLE audit_entries (
  seq         BIGINT PRIMARY KEY,
  at_micros   BIGINT NOT NULL, -- microseconds since 1970
  request_id  TEXT NOT NULL,
  operation   TEXT,
  method      TEXT NOT NULL,
  path        TEXT,
  key_id      TEXT,
  key_name    TEXT,
  source      TEXT NOT NULL,
  target_kind TEXT,
  target_id   TEXT,
  target_name TEXT,
  outcome     TEXT NOT NULL,
  status      INTEGER NOT NULL,
  details     TEXT NOT NULL, -- a JSON object
  labels      TEXT NOT NULL, -- lines: see tianniu.audit.LabelLines
  hash        TEXT NOT NULL  -- hex
);

CREATE INDEX audit_entries_by_time ON audit_entries (at_micros);
CREATE INDEX audit_entries_by_request ON audit_entries (request_id);
CREATE INDEX audit_entries_by_key ON audit_entries (key_id, seq);
CREATE INDEX audit_entries_by_target ON audit_entries (target_id, seq);
CREATE INDEX audit_entries_by_target_name ON audit_entries (target_name, seq);

-- 'head' is the last entry, 'anchor' the last one that was dropped for its age; each with a seal.
CREATE TABLE audit_marks (
  name        TEXT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  hash        TEXT NOT NULL,
  seal        TEXT NOT NULL
);
