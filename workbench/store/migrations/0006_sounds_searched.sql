-- What of sound was searched. A table of its own: the rows of searches that were recorded before
-- stay what the custody log says of them. A fact.
CREATE TABLE search_sound (
  search INTEGER PRIMARY KEY REFERENCES search (id),
  sounds INTEGER NOT NULL CHECK (sounds >= 0),
  landmarks INTEGER NOT NULL CHECK (landmarks >= 0)
) STRICT;

CREATE TRIGGER search_sound_is_kept BEFORE UPDATE ON search_sound
BEGIN SELECT RAISE(ABORT, 'search_sound is append-only'); END;
CREATE TRIGGER search_sound_stays BEFORE DELETE ON search_sound
BEGIN SELECT RAISE(ABORT, 'search_sound is append-only'); END;
