"""Known footage libraries: a file of its own (`.fvl`), its entries, and the search in it."""
