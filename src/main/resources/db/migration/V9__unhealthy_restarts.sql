-- How often in a row a container was restarted because it was unhealthy.
CREATE TABLE unhealthy_restarts (
  container_id TEXT PRIMARY KEY,
  restarts     INTEGER NOT NULL,
  last_at      BIGINT NOT NULL -- milliseconds since 1970
);
