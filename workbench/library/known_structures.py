"""Known structures: the reference set that comes with the program, and the analyst's own.

The own set is a file of JSON lines in the user's data folder, a structure a line. It can be shared:
what comes from elsewhere is checked line by line, and nothing in it is ever run or opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from workbench import resources, settings
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known_structure import (
    KnownStructure,
    RowFault,
    RowRefusal,
    known_form,
    known_from_form,
)
from workbench.records.structure_print import PRINT_VERSION

MAX_ROW_BYTES = 1 << 20
MAX_FILE_BYTES = 256 << 20
MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a received set."""

    added: int
    refused: tuple[RowRefusal, ...]


@cache
def shipped() -> tuple[KnownStructure, ...]:
    """The set that comes with the program."""
    path = resources.path("rules", "structures.jsonl")
    rows = path.read_text("utf-8").splitlines()
    return tuple(known_from_form(json.loads(row), shipped=True) for row in rows)


class KnownStructures:
    """The analyst's own set, in a file, with the shipped one before it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings.data_folder() / "known_structures.jsonl"
        self._read: tuple[tuple[int, int], tuple[KnownStructure, ...]] | None = None

    def every(self) -> tuple[KnownStructure, ...]:
        """Shipped ones first, then those of the analyst in the order they were added. Of the own
        file a line that cannot be read is passed over; it stays where it is."""
        return _merged((*shipped(), *self.own()))

    def own(self) -> tuple[KnownStructure, ...]:
        state = self._state()
        if state is None:
            return ()
        if self._read is None or self._read[0] != state:
            found = [one for one in _rows(self.path) if isinstance(one, KnownStructure)]
            self._read = state, _merged(found)
        return self._read[1]

    def add(self, one: KnownStructure) -> KnownStructure:
        """Remember one more; where the structure is known under this name and source, its files
        are counted there. Refusal where the file cannot be written."""
        self._append([one])
        return next(known for known in self.own() if known.id == one.id)

    def named(self, text: str) -> KnownStructure:
        """The one with this id, or the only one whose id begins so. Refusal(NO_SUCH_STRUCTURE)."""
        found = [one for one in self.every() if text and one.id.startswith(text)]
        if len({one.id for one in found}) != 1:
            raise Refusal(RefusalCode.NO_SUCH_STRUCTURE, item=text)
        return found[0]

    def remove(self, one: KnownStructure) -> None:
        """Forget one of the own. Refusal(SHIPPED_STRUCTURE) for one that came with the program."""
        if one.shipped or not any(known.id == one.id for known in self.own()):
            raise Refusal(RefusalCode.SHIPPED_STRUCTURE, item=one.known_as)
        rows = self.path.read_bytes().splitlines()
        kept = [line for line in rows if line.strip() and _id_of(line) != one.id]
        self._write(self.path, kept)

    def take_in(self, path: Path) -> TakenIn:
        """Add what a received set holds and is not known yet. Refusal where the file cannot be
        read; a row that cannot be used is refused by itself."""
        known = {(one.id, file) for one in self.every() for file in one.files}
        added: list[KnownStructure] = []
        refused: list[RowRefusal] = []
        for number, one in enumerate(_rows(path), 1):
            if isinstance(one, RowRefusal):
                refused.append(replace(one, line=number))
                continue
            files = tuple(file for file in one.files if (one.id, file) not in known)
            if not files:
                refused.append(RowRefusal(number, RowFault.KNOWN_ALREADY, one.known_as))
                continue
            known.update((one.id, file) for file in files)
            added.append(replace(one, files=files))
        if added:
            self._append(added)
        return TakenIn(len(added), tuple(refused))

    def write_out(self, path: Path, wanted: Iterable[KnownStructure], *, over: bool = False) -> int:
        """Write a set for somebody else; returns how many. Refusal(ALREADY_THERE), unless it may
        be written over."""
        if path.exists() and not over:
            raise Refusal(RefusalCode.ALREADY_THERE, path=str(path))
        rows = [_row(one) for one in wanted]
        self._write(path, rows)
        return len(rows)

    def _state(self) -> tuple[int, int] | None:
        try:
            told = self.path.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size

    def _append(self, added: Iterable[KnownStructure]) -> None:
        """One write at the end: what another window adds at the same time stays."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                file.seek(0, os.SEEK_END)
                whole = b"".join(_row(one) + b"\n" for one in added)
                if file.tell() and not _ends_a_line(self.path):
                    whole = b"\n" + whole
                file.write(whole)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _refusal(error, self.path) from error

    def _write(self, path: Path, rows: Iterable[bytes]) -> None:
        scratch = path.with_name(f"{path.name}.new")
        try:
            with scratch.open("wb") as file:
                file.writelines(row + b"\n" for row in rows)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        except OSError as error:
            raise _refusal(error, path) from error


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _row(one: KnownStructure) -> bytes:
    return json.dumps(known_form(one), ensure_ascii=False, separators=(",", ":")).encode()


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a set, empty ones left out; no more than there may be."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_FILE_BYTES:
                raise Refusal(RefusalCode.NOT_STRUCTURES, path=str(path))
            for _ in range(MAX_ROWS):
                line = file.readline(MAX_ROW_BYTES + 1)
                if not line:
                    break
                while len(line) > MAX_ROW_BYTES and not line.endswith(b"\n"):
                    more = file.readline(MAX_ROW_BYTES)
                    line = line[: MAX_ROW_BYTES + 1] + (b"\n" if more.endswith(b"\n") else b"")
                    if not more:
                        break
                if line.strip():
                    yield line.rstrip(b"\r\n")
    except OSError as error:
        raise _refusal(error, path) from error


def _rows(path: Path) -> Iterator[KnownStructure | RowRefusal]:
    for line in _lines(path):
        yield _read_row(line)


def _read_row(line: bytes) -> KnownStructure | RowRefusal:
    if len(line) > MAX_ROW_BYTES:
        return RowRefusal(0, RowFault.TOO_LONG)
    try:
        form: Any = json.loads(line)
    except (ValueError, RecursionError):
        return RowRefusal(0, RowFault.NOT_JSON)
    try:
        one = known_from_form(form)
    except ValueError as wrong:
        return RowRefusal(0, RowFault.NOT_A_ROW, str(wrong))
    if one.print.version != PRINT_VERSION:
        return RowRefusal(0, RowFault.OTHER_VERSION, str(one.print.version))
    return one


def _id_of(line: bytes) -> str | None:
    one = _read_row(line)
    return one.id if isinstance(one, KnownStructure) else None


def _merged(found: Iterable[KnownStructure]) -> tuple[KnownStructure, ...]:
    """Rows of one structure, name and source are one, with the files of all."""
    merged: dict[str, KnownStructure] = {}
    for one in found:
        before = merged.get(one.id)
        files = one.files if before is None else (*before.files, *one.files)
        first = one if before is None else before
        merged[one.id] = replace(first, files=tuple(dict.fromkeys(files)))
    return tuple(merged.values())


def _refusal(error: OSError, path: Path) -> Refusal:
    codes = {FileNotFoundError: RefusalCode.NOT_FOUND, IsADirectoryError: RefusalCode.NOT_A_FILE,
             PermissionError: RefusalCode.NO_PERMISSION}  # fmt: skip
    code = codes.get(type(error), RefusalCode.DISK_FAULT)
    return Refusal(code, path=str(path), detail=error.strerror)
