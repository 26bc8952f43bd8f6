CREATE TABLE adjustment_stack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  stack TEXT NOT NULL CHECK (json_valid(stack))
) STRICT;

CREATE TABLE annotation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item (id),
  span TEXT CHECK (json_valid(span)),
  region TEXT CHECK (json_valid(region)),
  text TEXT NOT NULL,
  tags TEXT NOT NULL CHECK (json_valid(tags)),
  author TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE case_info (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  title TEXT NOT NULL,
  created TEXT NOT NULL,
  made_by TEXT NOT NULL
) STRICT;

CREATE TABLE claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  text TEXT NOT NULL,
  claimant TEXT,
  items TEXT NOT NULL CHECK (json_valid(items)),
  answers TEXT NOT NULL CHECK (json_valid(answers)),
  assessment TEXT
    CHECK (assessment IN ('confirmed', 'likely', 'not_established', 'contradicted')),
  confidence TEXT CHECK (confidence IN ('high', 'moderate', 'low')),
  falsehood TEXT
    CHECK (falsehood IN ('modified', 'misdated', 'mislocated', 'misrepresented')),
  at TEXT NOT NULL
) STRICT;

CREATE TABLE custody (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL CHECK (json_valid(subject)),
  previous TEXT NOT NULL CHECK (length(previous) = 64),
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64)
) STRICT;

CREATE TABLE extracted_frame (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id),
  frame_index INTEGER CHECK (frame_index >= 0),
  pts INTEGER,
  time_base TEXT,
  time_s TEXT,
  width_px INTEGER NOT NULL CHECK (width_px > 0),
  height_px INTEGER NOT NULL CHECK (height_px > 0),
  planes_sha256 TEXT NOT NULL CHECK (length(planes_sha256) = 64),
  pixels_sha256 TEXT NOT NULL CHECK (length(pixels_sha256) = 64),
  converter TEXT NOT NULL,
  file TEXT NOT NULL CHECK (length(file) = 64 AND file NOT GLOB '*[^0-9a-f]*'),
  taken TEXT NOT NULL, adjusted TEXT CHECK (json_valid(adjusted)), deep TEXT CHECK (json_valid(deep)),
  CHECK ((pts IS NULL) = (time_base IS NULL))
) STRICT;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  claim INTEGER REFERENCES claim (id),
  question TEXT
    CHECK (question IN ('provenance', 'source', 'date', 'location', 'motivation')),
  text TEXT NOT NULL,
  assessment TEXT
    CHECK (assessment IN ('confirmed', 'likely', 'not_established', 'contradicted')),
  confidence TEXT CHECK (confidence IN ('high', 'moderate', 'low')),
  exhibits TEXT NOT NULL CHECK (json_valid(exhibits)),
  at TEXT NOT NULL
) STRICT;

CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
  medium TEXT NOT NULL CHECK (json_valid(medium)),
  source TEXT NOT NULL CHECK (json_valid(source)),
  received TEXT NOT NULL
) STRICT;

CREATE TABLE item_sheet (
  item INTEGER PRIMARY KEY REFERENCES item (id),
  title TEXT,
  status TEXT NOT NULL CHECK (status IN
    ('to_do', 'in_progress', 'help_needed', 'ready_for_review', 'completed', 'cancelled')),
  tags TEXT NOT NULL CHECK (json_valid(tags))
) STRICT;

CREATE TABLE item_source (
  item INTEGER PRIMARY KEY REFERENCES item (id),
  url TEXT CHECK (url <> ''),
  uploader TEXT CHECK (uploader <> ''),
  uploaded TEXT CHECK (uploaded <> '')
) STRICT;

CREATE TABLE match (
  id INTEGER PRIMARY KEY,
  search INTEGER NOT NULL REFERENCES search (id),
  query INTEGER NOT NULL REFERENCES item (id),
  reference_item INTEGER REFERENCES item (id),
  library_reference TEXT CHECK (json_valid(library_reference)),
  alignment TEXT NOT NULL CHECK (json_valid(alignment)),
  CHECK ((reference_item IS NULL) <> (library_reference IS NULL))
) STRICT;

CREATE TABLE match_decision (
  match INTEGER PRIMARY KEY REFERENCES match (id),
  decision TEXT NOT NULL CHECK (decision IN ('undecided', 'accepted', 'rejected')),
  why TEXT NOT NULL
) STRICT;

CREATE TABLE measurement (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  part TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  blob BLOB,
  UNIQUE (run, part)
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id),
  instrument TEXT NOT NULL,
  version TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  reason TEXT,
  sandbox TEXT,
  started TEXT NOT NULL,
  ended TEXT,
  CHECK ((ended IS NULL) = (state IN ('queued', 'running')))
) STRICT;

CREATE TABLE search (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id),
  at TEXT NOT NULL,
  libraries TEXT NOT NULL CHECK (json_valid(libraries)),
  entries INTEGER NOT NULL CHECK (entries >= 0),
  fingerprints INTEGER NOT NULL CHECK (fingerprints >= 0),
  unclear TEXT NOT NULL CHECK (json_valid(unclear)),
  matches INTEGER NOT NULL CHECK (matches >= 0)
) STRICT;

CREATE TABLE search_sound (
  search INTEGER PRIMARY KEY REFERENCES search (id),
  sounds INTEGER NOT NULL CHECK (sounds >= 0),
  landmarks INTEGER NOT NULL CHECK (landmarks >= 0)
) STRICT;

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

CREATE TABLE undo_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  act TEXT NOT NULL,
  at TEXT NOT NULL,
  merge_key TEXT,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  rows TEXT NOT NULL CHECK (json_valid(rows))
) STRICT;

CREATE INDEX annotation_of_item ON annotation (item);

CREATE INDEX extracted_frame_of_item ON extracted_frame (item);

CREATE INDEX finding_of_claim ON finding (claim);

CREATE INDEX match_of_query ON match (query);

CREATE INDEX match_of_reference ON match (reference_item);

CREATE INDEX match_of_search ON match (search);

CREATE INDEX run_of_item ON run (item, instrument);

CREATE INDEX run_unfinished ON run (id) WHERE ended IS NULL;

CREATE INDEX search_of_item ON search (item);

CREATE TRIGGER custody_is_kept BEFORE UPDATE ON custody
BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END;

CREATE TRIGGER custody_stays BEFORE DELETE ON custody
BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END;

CREATE TRIGGER extracted_frame_is_kept BEFORE UPDATE ON extracted_frame
BEGIN SELECT RAISE(ABORT, 'extracted_frame is append-only'); END;

CREATE TRIGGER extracted_frame_stays BEFORE DELETE ON extracted_frame
BEGIN SELECT RAISE(ABORT, 'extracted_frame is append-only'); END;

CREATE TRIGGER item_is_kept BEFORE UPDATE ON item
BEGIN SELECT RAISE(ABORT, 'item is append-only'); END;

CREATE TRIGGER item_stays BEFORE DELETE ON item
BEGIN SELECT RAISE(ABORT, 'item is append-only'); END;

CREATE TRIGGER match_is_kept BEFORE UPDATE ON match
BEGIN SELECT RAISE(ABORT, 'match is append-only'); END;

CREATE TRIGGER match_stays BEFORE DELETE ON match
BEGIN SELECT RAISE(ABORT, 'match is append-only'); END;

CREATE TRIGGER measurement_is_kept BEFORE UPDATE ON measurement
BEGIN SELECT RAISE(ABORT, 'measurement is append-only'); END;

CREATE TRIGGER measurement_stays BEFORE DELETE ON measurement
BEGIN SELECT RAISE(ABORT, 'measurement is append-only'); END;

CREATE TRIGGER run_is_completed_once BEFORE UPDATE ON run
WHEN OLD.ended IS NOT NULL
  OR NEW.id IS NOT OLD.id
  OR NEW.item IS NOT OLD.item
  OR NEW.instrument IS NOT OLD.instrument
  OR NEW.version IS NOT OLD.version
  OR NEW.params IS NOT OLD.params
  OR (NEW.started IS NOT OLD.started AND OLD.state <> 'queued')
BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;

CREATE TRIGGER run_stays BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;

CREATE TRIGGER search_is_kept BEFORE UPDATE ON search
BEGIN SELECT RAISE(ABORT, 'search is append-only'); END;

CREATE TRIGGER search_stays BEFORE DELETE ON search
BEGIN SELECT RAISE(ABORT, 'search is append-only'); END;

CREATE TRIGGER search_sound_is_kept BEFORE UPDATE ON search_sound
BEGIN SELECT RAISE(ABORT, 'search_sound is append-only'); END;

CREATE TRIGGER search_sound_stays BEFORE DELETE ON search_sound
BEGIN SELECT RAISE(ABORT, 'search_sound is append-only'); END;

CREATE TRIGGER sidecar_is_kept BEFORE UPDATE ON sidecar
BEGIN SELECT RAISE(ABORT, 'sidecar is append-only'); END;

CREATE TRIGGER sidecar_stays BEFORE DELETE ON sidecar
BEGIN SELECT RAISE(ABORT, 'sidecar is append-only'); END;

