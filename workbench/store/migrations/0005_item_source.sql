-- Where an item was found, by whom and when it was put there, as the analyst says by now: a
-- judgement. It stands for what was said when the item was added, which the item keeps.
CREATE TABLE item_source (
  item INTEGER PRIMARY KEY REFERENCES item (id),
  url TEXT CHECK (url <> ''),
  uploader TEXT CHECK (uploader <> ''),
  uploaded TEXT CHECK (uploaded <> '')
) STRICT;
