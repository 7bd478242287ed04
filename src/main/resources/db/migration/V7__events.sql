-- What happened to containers, in one sequence without holes.
CREATE TABLE events (
  id           BIGINT PRIMARY KEY,
  written_at   BIGINT NOT NULL,     -- milliseconds since 1970; by which it grows old
  at_micros    BIGINT NOT NULL,     -- microseconds since 1970; as the engine has it where it knows
  type         TEXT NOT NULL,
  container_id ${text},             -- this and the next two are null where all are meant
  name         ${text},
  image        TEXT,
  labels       TEXT NOT NULL,       -- a JSON object
  details      TEXT NOT NULL        -- a JSON object
);

CREATE INDEX events_by_container ON events (container_id, id);
CREATE INDEX events_by_name ON events (name, id);

-- What was last told of each container that was there: a start compares it with what there is.
CREATE TABLE event_states (
  container_id TEXT PRIMARY KEY,
  state        TEXT NOT NULL        -- JSON
);

-- 'last' is the last id that was given to an event, also when that is kept no more.
CREATE TABLE event_marks (
  name         TEXT PRIMARY KEY,
  value        BIGINT NOT NULL
);
