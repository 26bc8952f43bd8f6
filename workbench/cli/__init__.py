"""The command line: a verb for each thing a user can do, by the same methods as the window."""
