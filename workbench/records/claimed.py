"""Claimed: who or what says where and when footage is of."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """Who or what says so."""

    CLAIM = "claim"
    ANSWER = "answer"
    """The analyst's answer to one of the five questions."""
    ENTRY = "entry"
    """An entry of a known footage library, by a match that was accepted."""
