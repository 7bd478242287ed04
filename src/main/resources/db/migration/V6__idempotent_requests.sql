-- Requests that must not be done twice, and what was answered.
CREATE TABLE idempotent_requests (
  id          TEXT PRIMARY KEY, -- of the container that is made; the cause of what else is done
  api_key     TEXT NOT NULL,    -- the id of the caller's key
  operation   TEXT NOT NULL,
  name        TEXT NOT NULL,    -- what the client sent as its Idempotency-Key
  fingerprint TEXT NOT NULL,    -- HMAC of method, path, query and body, in hex
  request_id  TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,  -- milliseconds since 1970
  plan        TEXT NOT NULL,    -- what the operation wants to know when it is resumed
  bytes       BIGINT NOT NULL,  -- what the row takes, about
  status      INTEGER,          -- null as long as there is no answer
  answer      ${blob},          -- sealed: see tianniu.idempotency.Kept
  UNIQUE (api_key, operation, name)
);

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (accepted_at, bytes);
