"""The seal: digest of the closed project file and head of its custody log, in a file beside it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from workbench.records.codec import from_json, to_json
from workbench.store.sqlite import file_digest, file_faults

SEAL_FILE = "seal.json"
FRESH_FILE = "seal.json.new"
_MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Seal:
    """The state of a project file at rest."""

    sha256: str
    size_bytes: int
    custody_seq: int
    custody_head: str
    """Digest of entry `custody_seq`."""


def read(folder: Path) -> Seal | None:
    """The seal in a media folder; None where there is none, `ValueError` for a spoiled one."""
    try:
        with (folder / SEAL_FILE).open("rb") as file:
            return from_json(Seal, json.loads(file.read(_MAX_BYTES)))
    except FileNotFoundError:
        return None


def write(case: Path, folder: Path, custody_seq: int, custody_head: str) -> None:
    """Seal a project file that no transaction is writing to."""
    sha256, size_bytes = file_digest(case)
    seal = Seal(sha256, size_bytes, custody_seq, custody_head)
    with file_faults(folder):
        fresh = folder / FRESH_FILE
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(to_json(seal), indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / SEAL_FILE)
        _sync(folder)


def _sync(folder: Path) -> None:
    if sys.platform == "win32":
        return  # Windows has no descriptor of a folder; its rename is journalled.
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
