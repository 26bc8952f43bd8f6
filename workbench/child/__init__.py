"""The other process: it loads the decoders, locks itself, reads requests, measures, answers."""
