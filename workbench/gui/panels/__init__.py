"""Panels: each takes (session, selection, bridge) and shows one part of a case."""
