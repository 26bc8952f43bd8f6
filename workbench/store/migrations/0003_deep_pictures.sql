-- The picture of 16 bits in the file of an extracted frame; NULL where it has 8.
ALTER TABLE extracted_frame ADD COLUMN deep TEXT CHECK (json_valid(deep));
