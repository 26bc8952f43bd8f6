PRAGMA application_id = 0x46564C31; -- 'FVL1'

-- The library itself: one row.
CREATE TABLE library_info (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  identity TEXT NOT NULL CHECK (length(identity) = 36),
  created TEXT NOT NULL,
  made_by TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
  file TEXT NOT NULL,
  medium TEXT NOT NULL CHECK (json_valid(medium)),
  title TEXT NOT NULL CHECK (title <> ''),
  place TEXT,
  date TEXT,
  source TEXT,
  url TEXT,
  status TEXT NOT NULL CHECK (status IN ('ready', 'pending', 'failed')),
  reason TEXT,
  added TEXT NOT NULL
) STRICT;

-- The fingerprints of one variant of an entry, packed, with their time base.
CREATE TABLE track (
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  variant TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  blob BLOB NOT NULL,
  UNIQUE (entry, kind, variant)
) STRICT;

CREATE TABLE poster (
  entry INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  blob BLOB NOT NULL
) STRICT;
