"""Tables: one generic model, and a list of columns for each kind of record."""
