-- The public part is JSON: the labels of the scope that the secret belongs to, and the names of its
-- keys. The sealed part is base64: the values, encrypted and bound to name, version and public part.
CREATE TABLE secrets (
  name        TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  public_part TEXT   NOT NULL,
  sealed_part TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  TEXT   NOT NULL,
  updated_at  BIGINT NOT NULL,
  updated_by  TEXT   NOT NULL
);
