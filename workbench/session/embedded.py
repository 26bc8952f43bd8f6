"""Embedded small pictures: decoded from their bytes alone, in a locked worker like any file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.ingest.originals import MAX_SLICE_BYTES
from workbench.jobs import measure
from workbench.jobs.queue import Control
from workbench.records.packed import unpack_thumbnails

if TYPE_CHECKING:
    from workbench.session.desk import Desk


def place_of(tags: Mapping[str, Any]) -> tuple[int, int] | None:
    """Offset and length in bytes of EXIF's small picture; None where none is stated."""
    offset, length = tags.get("IFD1:ThumbnailOffset"), tags.get("IFD1:ThumbnailLength")
    if not (isinstance(offset, int) and isinstance(length, int)):
        return None
    return (offset, length) if offset >= 0 and 0 < length <= MAX_SLICE_BYTES else None


def decoded(desk: Desk, content: bytes) -> NDArray[np.uint8] | None:
    """The picture that these bytes are, (height, width, 3) RGB; None where they are none."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        surveyed = measure.survey(
            *(desk.sandbox, file.fileno(), [desk.request("thumbnails", None)]),
            Control(lambda done, item: None),
        )
    measured = surveyed.measured.get("thumbnails")
    for one in measured.measurements if measured is not None else ():
        if one.part == "poster" and one.blob is not None:
            return unpack_thumbnails(one.blob)[0].rgb
    return None
