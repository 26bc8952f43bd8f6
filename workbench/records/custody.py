"""Custody log: every act on a case, chained so that a later change of it shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

GENESIS = "0" * 64
"""What stands as the previous digest of the first entry."""


@dataclass(frozen=True, slots=True)
class CustodyEntry:
    """One act: who did what to which record, and the chain to the entry before."""

    seq: int
    """From 1, without gaps."""
    at: datetime
    """Aware, UTC, milliseconds."""
    actor: str
    act: str
    """Dotted name of the act: `item.add`, `annotation.edit`, `undo`."""
    subject: dict[str, Any]
    """What it was done to: plain JSON."""
    previous: str
    """Digest of the entry before; `GENESIS` for the first."""
    digest: str
    """SHA-256 of the canonical JSON of all of the above."""


def canonical_json(value: Any) -> bytes:
    """The one byte form of a JSON value: keys sorted, no spaces, UTF-8, no NaN (after RFC 8785)."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8", "surrogatepass")


def entry_digest(
    *, seq: int, at: str, actor: str, act: str, subject: dict[str, Any], previous: str
) -> str:
    """The digest of an entry; `at` is its text in the log, ISO 8601 with `Z`."""
    body = {
        "seq": seq,
        "at": at,
        "actor": actor,
        "act": act,
        "subject": subject,
        "previous": previous,
    }
    return hashlib.sha256(canonical_json(body)).hexdigest()
