"""Widgets: they show what they are given and know no session."""
