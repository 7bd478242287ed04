-- What was accepted: written before its answer, ended behind it.
CREATE TABLE operations (
  seq            BIGINT PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  verb           TEXT NOT NULL, -- an operation id of the API document
  container_id   TEXT NOT NULL,
  container_name TEXT NOT NULL,
  labels         TEXT NOT NULL, -- of the container, a JSON object: by which a key's scope sees it
  terms          TEXT NOT NULL, -- what is needed to do it once more, a JSON object of texts
  scope          TEXT NOT NULL, -- labels of the key that asked, a JSON object
  key_id         TEXT,
  cause          TEXT,
  accepted_at    BIGINT NOT NULL, -- this and the other times: milliseconds since 1970
  started_at     BIGINT,
  ended_at       BIGINT,          -- null while it is to be done
  state          TEXT NOT NULL,
  why_code       TEXT,
  why_message    TEXT
);

CREATE INDEX operations_by_container ON operations (container_id, seq);
CREATE INDEX operations_by_cause ON operations (cause, seq) WHERE cause IS NOT NULL;
CREATE INDEX operations_open ON operations (seq) WHERE ended_at IS NULL;

-- Creations that an earlier version was at when it ended.
INSERT INTO operations (seq, id, verb, container_id, container_name, labels, terms, scope, key_id,
                        accepted_at, state)
SELECT row_number() OVER (ORDER BY accepted_at, id), 'op-' || id, 'createContainer', id, id, '{}',
       '{}', scope, created_by, accepted_at, 'accepted'
FROM drafts WHERE why_code IS NULL;
