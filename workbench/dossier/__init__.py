"""The dossier: a case composed for readers, written as files that others can check."""
