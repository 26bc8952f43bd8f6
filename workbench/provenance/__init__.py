"""Provenance: rules over what a file says of itself. Nothing here reads the file."""
