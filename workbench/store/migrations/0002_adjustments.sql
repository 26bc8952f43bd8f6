-- How an extracted picture was made from its frame; NULL where it is the frame itself.
ALTER TABLE extracted_frame ADD COLUMN adjusted TEXT CHECK (json_valid(adjusted));

-- Stacks of adjustments that the analyst keeps under a name: a judgement.
CREATE TABLE adjustment_stack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  stack TEXT NOT NULL CHECK (json_valid(stack))
) STRICT;
