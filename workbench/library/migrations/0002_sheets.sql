-- Small pictures are kept only where they were asked for; a library that had them goes on.
ALTER TABLE library_info ADD COLUMN thumbnails INTEGER NOT NULL DEFAULT 0
  CHECK (thumbnails IN (0, 1));
UPDATE library_info SET thumbnails = 1;

-- What stands behind an entry: its footage, or only fingerprints that somebody handed on. The
-- digest of the latter is that of its fingerprints.
ALTER TABLE entry ADD COLUMN basis TEXT NOT NULL DEFAULT 'footage'
  CHECK (basis IN ('footage', 'hashes'));
-- The list or library that it was received in.
ALTER TABLE entry ADD COLUMN received TEXT;
ALTER TABLE entry ADD COLUMN precision TEXT
  CHECK (precision IN ('exact', 'vicinity', 'locality'));
ALTER TABLE entry ADD COLUMN latitude_deg REAL CHECK (latitude_deg BETWEEN -90 AND 90);
ALTER TABLE entry ADD COLUMN longitude_deg REAL CHECK (longitude_deg BETWEEN -180 AND 180);
ALTER TABLE entry ADD COLUMN licence TEXT;
ALTER TABLE entry ADD COLUMN remarks TEXT;
ALTER TABLE entry ADD COLUMN reliability TEXT
  CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F'));
ALTER TABLE entry ADD COLUMN credibility TEXT
  CHECK (credibility IN ('1', '2', '3', '4', '5', '6'));
-- Where the file lay when it was added, as the system names it; and whether a sealed copy lies in
-- name.media/.
ALTER TABLE entry ADD COLUMN path BLOB;
ALTER TABLE entry ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
-- Another copy of the footage of an entry: found like one, and told as that entry.
ALTER TABLE entry ADD COLUMN merged_into INTEGER REFERENCES entry (id) ON DELETE CASCADE;
-- Goes up whenever the fingerprints are others.
ALTER TABLE entry ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE INDEX entry_merged_into ON entry (merged_into) WHERE merged_into IS NOT NULL;

-- Files that are to be added and are not yet: after a crash they are found here.
CREATE TABLE intake (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  sheet TEXT NOT NULL CHECK (json_valid(sheet)),
  keep INTEGER NOT NULL CHECK (keep IN (0, 1)),
  added TEXT NOT NULL
) STRICT;

-- What was decided of a match of two pieces of footage, by their digests, in whichever case;
-- origin says in which, so that it can take it back.
CREATE TABLE judgement (
  query TEXT NOT NULL CHECK (length(query) = 64 AND query NOT GLOB '*[^0-9a-f]*'),
  known TEXT NOT NULL CHECK (length(known) = 64 AND known NOT GLOB '*[^0-9a-f]*'),
  decision TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected')),
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  origin TEXT NOT NULL,
  decided TEXT NOT NULL,
  PRIMARY KEY (query, known)
) STRICT;
