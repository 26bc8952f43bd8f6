"""Extraction: exact frames from a locked worker, as checked arrays. The parent writes the PNG."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.jobs.measure import fault_from
from workbench.jobs.queue import Control
from workbench.media.limits import MAX_STILL_PIXELS, MEASURE
from workbench.media.sandbox import Sandbox, Worker
from workbench.records.errors import MediaError, MediaFault
from workbench.records.extraction import LeftOut, Reason
from workbench.records.frame import DeepPicture
from workbench.records.selection import NO_FILTERS, Filters

REQUESTED = 4000
"""Frames that are asked for in one message: a message is bounded."""

Wanted = tuple[int | None, int | None]
"""Index and PTS of a frame; nothing for the picture of a still."""


@dataclass(frozen=True, slots=True, eq=False)
class ExactPicture:
    """A frame as extraction gives it; `rgb` (height, width, 3), upright, before aspect scaling."""

    index: int | None
    pts: int | None
    rgb: NDArray[np.uint8]
    planes_sha256: str
    pixels_sha256: str
    converter: str
    deep: DeepPicture | None = None
    deep_rgb: NDArray[np.uint16] | None = None
    """The same size in 16 bits, big-endian; only with `deep`."""


def extract(
    sandbox: Sandbox,
    media_fd: int,
    frames: Sequence[Wanted],
    control: Control,
    filters: Filters = NO_FILTERS,
    *,
    deep: bool = False,
) -> Iterator[ExactPicture | LeftOut]:
    """The frames `(index, PTS)` in presentation order; `[(None, None)]` for a still. With `deep`
    also all their bits, where they have more than 8.

    Raises MediaError when the file cannot be read any more, Cancelled when cancelled.
    """
    last_kept: str | None = None
    with _worker(sandbox, media_fd, control) as worker:
        for begin in range(0, len(frames), REQUESTED):
            part = frames[begin : begin + REQUESTED]
            worker.send(
                {
                    "op": "extract",
                    "frames": [list(one) for one in part],
                    "least_sharpness": filters.least_sharpness,
                    "least_distance": filters.least_distance,
                    "last_kept": last_kept,
                    "deep": deep,
                }
            )

            def tell(done: float, begin: int = begin, count: int = len(part)) -> None:
                control.progress((begin + done * count) / len(frames))

            last_kept = yield from _pictures(worker, tell)


def sharpness(
    sandbox: Sandbox, media_fd: int, frames: Sequence[Wanted], control: Control
) -> dict[int, int]:
    """How sharp each frame is, 0 to 100, by its index. Raises as `extract` does."""
    found: dict[int, int] = {}
    with _worker(sandbox, media_fd, control) as worker:
        for begin in range(0, len(frames), REQUESTED):
            part = frames[begin : begin + REQUESTED]
            worker.send({"op": "rank", "frames": [list(one) for one in part]})
            while (untrusted := _next(worker))["kind"] == "ranked":
                found |= {int(i): int(sharp) for i, sharp in untrusted["frames"]}
                control.progress(len(found) / len(frames))
            if untrusted["kind"] == "fault":
                raise fault_from(untrusted)
    return found


@contextmanager
def _worker(sandbox: Sandbox, media_fd: int, control: Control) -> Iterator[Worker]:
    with sandbox.worker(media_fd, MEASURE) as worker:
        forget = control.on_cancel(worker.end)
        try:
            yield worker
        except MediaError:
            control.check()
            raise
        except (KeyError, TypeError, ValueError) as nonsense:
            control.check()  # A worker that was ended in the middle of its rows leaves some out.
            raise MediaError(MediaFault.PROTOCOL) from nonsense
        finally:
            forget()


def _pictures(
    worker: Worker, tell: Callable[[float], None]
) -> Generator[ExactPicture | LeftOut, None, str | None]:
    """The answers to one request; returns the fingerprint of the last frame that was kept."""
    while True:
        untrusted = _next(worker)
        match untrusted["kind"]:
            case "frame":
                yield _picture(worker, untrusted)
            case "left_out":
                reason, measured = Reason(untrusted["reason"]), int(untrusted["measured"])
                yield LeftOut(int(untrusted["index"]), reason, measured)
            case "progress":
                tell(min(max(float(untrusted["done"]), 0.0), 1.0))
            case "missing":
                raise MediaError(MediaFault.DAMAGED, pts=int(untrusted["pts"]))
            case "fault":
                raise fault_from(untrusted)
            case "end":
                kept = untrusted["last_kept"]
                return None if kept is None else bytes.fromhex(kept).hex()
            case _:
                raise ValueError("a message of no known kind")


def _next(worker: Worker) -> dict[str, Any]:
    message = worker.receive(MEASURE.stall_s)
    if message is None:
        raise worker.fault() or MediaError(MediaFault.PROTOCOL)
    return message.header


def _picture(worker: Worker, untrusted: dict[str, Any]) -> ExactPicture:
    width, height = int(untrusted["width_px"]), int(untrusted["height_px"])
    if not (0 < width <= 65_535 and 0 < height <= 65_535 and width * height <= MAX_STILL_PIXELS):
        raise ValueError("an impossible size")
    rgb = _rows(worker, "rows", np.empty((height, width, 3), np.uint8))
    planes = str(untrusted["planes_sha256"])
    if len(planes) != 64:
        raise ValueError("no digest")
    deep, deep_rgb = None, None
    if untrusted.get("deep") is not None:
        deep_rgb = _rows(worker, "deep_rows", np.empty((height, width, 3), ">u2"))
        deep = _deep(untrusted["deep"], deep_rgb)
    return ExactPicture(
        index=None if untrusted["index"] is None else int(untrusted["index"]),
        pts=None if untrusted["pts"] is None else int(untrusted["pts"]),
        rgb=rgb,
        planes_sha256=planes,
        pixels_sha256=_sha256(rgb),
        converter=str(untrusted["converter"])[:200],
        deep=deep,
        deep_rgb=deep_rgb,
    )


def _deep(untrusted: dict[str, Any], rows: NDArray[np.uint16]) -> DeepPicture:
    bits = int(untrusted["bits"])
    if not 8 < bits <= 16:
        raise ValueError("an impossible depth")
    return DeepPicture(bits, _sha256(rows), str(untrusted["converter"])[:200])


def _sha256(rows: NDArray[Any]) -> str:
    """Over the pixels that came, here and not where they were decoded: they are hashed once."""
    return hashlib.sha256(rows.data).hexdigest()


def _rows(worker: Worker, kind: str, picture: NDArray[Any]) -> NDArray[Any]:
    """`picture` filled with the rows that come."""
    height, width, _ = picture.shape
    filled = 0
    while filled < height:
        message = worker.receive(MEASURE.stall_s)
        if message is None or message.header["kind"] != kind:
            raise ValueError("rows are missing")
        rows = np.frombuffer(message.blob, picture.dtype).reshape(-1, width, 3)
        picture[filled : filled + len(rows)] = rows
        filled += len(rows)
    return picture
