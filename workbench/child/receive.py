"""A case or library of somebody else, opened where nothing can come of it, and told row by row.

Answers: a `row` for each row of each query, its blob behind it; `progress`; `end`. A version that
the request does not know is answered by `newer`.
"""

from __future__ import annotations

from typing import Any

from workbench.media import casefile
from workbench.media.protocol import Channel
from workbench.records.errors import MediaError, MediaFault

_TOLD_EVERY = 200
_MAX_CELL_CHARS = 60_000


def receive(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "receive", "application_id": …, "versions": {"1": {"schema": […], "queries": {…}}}}`:
    the schema as rows of type, name, table and SQL."""
    version = casefile.version_of(media_fd, request["application_id"])
    known = request["versions"].get(str(version))
    if known is None:
        channel.send({"kind": "newer", "version": version})
        return
    for n, row in enumerate(casefile.rows(media_fd, known["schema"], known["queries"])):
        if any(isinstance(cell, str) and len(cell) > _MAX_CELL_CHARS for cell in row.cells):
            raise MediaError(MediaFault.DAMAGED, detail="a text that is too long")
        channel.send({"kind": "row", "of": row.of, "cells": row.cells}, row.blob)
        if n % _TOLD_EVERY == 0:
            channel.send({"kind": "progress"})
    channel.send({"kind": "end"})
