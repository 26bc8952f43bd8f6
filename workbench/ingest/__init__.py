"""Intake: how files become items."""
