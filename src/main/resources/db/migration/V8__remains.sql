-- What is left of containers: how their last run ended, and the last lines of their logs. A row is
-- made when a run ends, and stays for a while after the container was removed.
CREATE TABLE remains (
  id           ${text}  NOT NULL PRIMARY KEY,
  engine_id    ${text},
  name         TEXT     NOT NULL,
  image        TEXT     NOT NULL,
  labels       TEXT     NOT NULL, -- a JSON object
  created_at   BIGINT   NOT NULL,
  started_at   BIGINT,
  finished_at  BIGINT,
  exit_code    INTEGER,
  oom          INTEGER  NOT NULL, -- 1 when the kernel killed it for its memory
  on_request   INTEGER  NOT NULL, -- 1 when it was told to end
  memory_limit BIGINT,
  error        TEXT,              -- the engine's words about why it could not be started
  why_code     TEXT,
  why_message  TEXT,
  removed_at   BIGINT,            -- null while the container is there
  removed_by   TEXT,              -- operation or outside
  kept_bytes   INTEGER  NOT NULL, -- 0 when no lines were kept
  kept_lines   ${blob}  NOT NULL  -- compressed, encrypted and bound to the id; last, as it is long
);
CREATE INDEX remains_removed_at ON remains (removed_at);
CREATE INDEX remains_engine_id ON remains (engine_id);
CREATE INDEX remains_name ON remains (name);
