"""Comparison, pure: fingerprints against fingerprints, tracks against tracks."""
