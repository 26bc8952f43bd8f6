-- Sidecars: files that other programs left beside footage, sealed like originals. Facts.
CREATE TABLE sidecar (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id),
  digest TEXT NOT NULL CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  received TEXT NOT NULL,
  UNIQUE (item, digest, name)
) STRICT;

CREATE TRIGGER sidecar_is_kept BEFORE UPDATE ON sidecar
BEGIN SELECT RAISE(ABORT, 'sidecar is append-only'); END;
CREATE TRIGGER sidecar_stays BEFORE DELETE ON sidecar
BEGIN SELECT RAISE(ABORT, 'sidecar is append-only'); END;
