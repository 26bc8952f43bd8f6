"""Dialogs: only where work must stop for an answer."""
