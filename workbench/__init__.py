"""Footage Verification Workbench: offline verification of footage from social media."""

__version__ = "0.1.0"
