"""Exchange: hash lists and libraries of others, read in a locked child and put into ours."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.ingest import originals
from workbench.jobs.measure import fault_from
from workbench.jobs.queue import Cancelled, Control
from workbench.library import receiving
from workbench.library.library import APPLICATION_ID, MIGRATIONS, Library
from workbench.library.receiving import Foreign, Receiving
from workbench.media.limits import MEASURE
from workbench.media.protocol import Message
from workbench.media.sandbox import Sandbox, Worker
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.known import MOST_REFUSED, Imported, RefusedRow, RowFault
from workbench.records.packed import unpack_fingerprints
from workbench.session.adding import refusal_of
from workbench.store import migrate

_MAGIC = b"SQLite format 3\0"
LIST, LIBRARY = "list", "library"

Take = Callable[[Message], bool]
"""Takes a message; False after the last."""


def import_into(library: Library, sandbox: Sandbox, path: Path, control: Control) -> Imported:
    """Put what a hash list or somebody else's library holds into ours. What is finished stays when
    it is cancelled. Refusal: NOT_A_LIST, NOT_A_LIBRARY, NEWER_VERSION, or what the disk says."""
    fd = originals.open_original(path)
    try:
        name = originals.name_of(Path(path.name))
        is_library = os.pread(fd, len(_MAGIC), 0) == _MAGIC
        found = Receiving(library, name, LIBRARY if is_library else LIST)
        try:
            if is_library:
                _receive_library(found, sandbox, fd, path, control)
            else:
                _receive_list(found, sandbox, fd, path, control)
        except Cancelled:
            return found.ended(originals.name_of(path), cancelled=True)
        return found.ended(originals.name_of(path))
    finally:
        os.close(fd)


def _receive_list(
    found: Receiving, sandbox: Sandbox, fd: int, path: Path, control: Control
) -> None:
    def take(message: Message) -> bool:
        untrusted = message.header
        match untrusted["kind"]:
            case "stills":
                titles = list(untrusted["titles"])
                several = receiving.stills_of(message.blob)
                for title, (line, track) in zip(titles, several, strict=True):
                    found.put(receiving.still_row(found.name, _text(title), line, track))
                control.check()
            case "clip":
                line, track = int(untrusted["line"]), unpack_fingerprints(message.blob)
                title = _text(untrusted["title"])
                found.put(receiving.clip_row(found.name, title, line, track))
            case "refused":
                for row in untrusted["rows"]:
                    found.refuse(_refused(row))
            case "progress":
                _progress(control, untrusted)
            case "end":
                found.refused_count = max(found.refused_count, int(untrusted["refused"]))
                return False
            case _:
                raise ValueError("a message of no known kind")
        return True

    _converse(sandbox, fd, {"op": "hash_list"}, take, control, path, RefusalCode.NOT_A_LIST)


def _receive_library(
    found: Receiving, sandbox: Sandbox, fd: int, path: Path, control: Control
) -> None:
    foreign = Foreign(found)

    def take(message: Message) -> bool:
        untrusted = message.header
        match untrusted["kind"]:
            case "row":
                foreign.take(untrusted["of"], untrusted["cells"], message.blob)
            case "progress":
                _progress(control, None)
            case "newer":
                known, version = migrate.latest(MIGRATIONS), int(untrusted["version"])
                name = originals.name_of(path)
                raise Refusal(RefusalCode.NEWER_VERSION, path=name, version=version, known=known)
            case "end":
                foreign.end()
                return False
            case _:
                raise ValueError("a message of no known kind")
        return True

    request = {"op": "receive", "application_id": APPLICATION_ID, "versions": _versions()}
    _converse(sandbox, fd, request, take, control, path, RefusalCode.NOT_A_LIBRARY)


def _versions() -> dict[str, Any]:
    asked = receiving.queries()
    latest = asked[max(asked, key=int)]
    return {
        str(version): {
            "schema": [
                ["" if cell is None else cell for cell in row]
                for row in migrate.expected_schema(MIGRATIONS, version)
            ],
            "queries": asked.get(str(version), latest),
        }
        for version in range(1, migrate.latest(MIGRATIONS) + 1)
    }


def _converse(
    sandbox: Sandbox,
    fd: int,
    request: dict[str, Any],
    take: Take,
    control: Control,
    path: Path,
    alien: RefusalCode,
) -> None:
    """Ask a worker of its own, and take what it answers; `alien` is the refusal for a file of
    another kind. Raises Refusal and Cancelled."""
    control.check()
    try:
        with sandbox.worker(fd, MEASURE) as worker:
            forget = control.on_cancel(worker.end)
            try:
                worker.send(request)
                fault = _listen(worker, take)
            finally:
                forget()
    except MediaError as error:
        fault = error
    control.check()
    if fault is None:
        return
    if fault.fault is MediaFault.UNSUPPORTED:
        raise Refusal(alien, path=originals.name_of(path))
    raise refusal_of(fault, originals.name_of(path))


def _listen(worker: Worker, take: Take) -> MediaError | None:
    try:
        for message in worker.messages():
            if message.header["kind"] == "fault":
                return fault_from(message.header)
            if not take(message):
                return None
    except (KeyError, TypeError, ValueError, AttributeError):
        return MediaError(MediaFault.PROTOCOL)
    return worker.fault() or MediaError(MediaFault.PROTOCOL)


def _progress(control: Control, untrusted: dict[str, Any] | None) -> None:
    done = None
    if untrusted is not None and float(untrusted["of"]) > 0:
        done = min(max(float(untrusted["done"]) / float(untrusted["of"]), 0.0), 1.0)
    control.progress(done)


def _refused(row: Any) -> RefusedRow:
    line, fault, found = row
    return RefusedRow(int(line), RowFault(fault), _text(found))


def _text(untrusted: Any) -> str | None:
    return None if untrusted is None else str(untrusted)[:MOST_REFUSED]
