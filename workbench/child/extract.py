"""Extraction: exact pictures of chosen frames, with the digest of what was decoded.

Answers: for each frame one `frame` message, then its RGB24 rows in `rows` messages of whole rows
and, where it has more than 8 bits and they were asked for, its rows of 16 bits in `deep_rows`
messages; or one `left_out` with the reason; `progress`; last `end`. A moment without a frame is
answered by `missing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments import pdq
from workbench.instruments.sharpness import sharpness
from workbench.media.decode import ExactFrame, Source, open_medium
from workbench.media.protocol import MAX_BLOB_BYTES, Channel
from workbench.records.errors import MediaError, MediaFault
from workbench.records.extraction import Reason
from workbench.records.item import MediaKind

BAND_BYTES = MAX_BLOB_BYTES // 8
REPORTED = 256
"""Frames whose sharpness is told in one message."""


def extract(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "extract", "frames": [[index, pts], …], "least_sharpness": n, "least_distance": n,
    "last_kept": hex, "deep": true}`, frames in presentation order; for a still, one pair of nulls.
    The indices are the caller's, counted by the frame table. `last_kept` is the fingerprint that
    `end` told."""
    sieve, deep = _Sieve(request), bool(request.get("deep"))
    try:
        source = open_medium(media_fd)
        wanted = [(index, pts) for index, pts in request["frames"]]
        if source.medium.kind is MediaKind.STILL:
            _send(channel, source.picture(), None, deep)
        elif source.medium.width_px is None:
            raise MediaError(MediaFault.NO_FRAMES)
        else:
            _extract_clip(channel, source, wanted, sieve, deep)
    except MediaError as error:
        channel.send({"kind": "fault", "fault": error.fault.value, "facts": error.facts})
    channel.send({"kind": "end", "last_kept": sieve.last_kept})


def rank(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "rank", "frames": [[index, pts], …]}`: how sharp each frame is, in `ranked` messages
    `{"frames": [[index, sharpness], …]}`; last `end`."""
    try:
        source = open_medium(media_fd)
        indices = {pts: index for index, pts in request["frames"]}
        told: list[tuple[int, int]] = []
        for frame in source.frames_at(list(indices)):
            if frame.pts is None:
                continue
            told.append((indices[frame.pts], sharpness(np.ascontiguousarray(frame.luma()))))
            if len(told) == REPORTED:
                channel.send({"kind": "ranked", "frames": told})
                told = []
        channel.send({"kind": "ranked", "frames": told})
    except MediaError as error:
        channel.send({"kind": "fault", "fault": error.fault.value, "facts": error.facts})
    channel.send({"kind": "end"})


class _Sieve:
    """Leaves out what is blurred, and what is nearly the last frame that was kept."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._least_sharpness: int | None = request.get("least_sharpness")
        self._least_distance: int | None = request.get("least_distance")
        last: str | None = request.get("last_kept")
        self._last = None if last is None else np.frombuffer(bytes.fromhex(last), np.uint8)

    @property
    def last_kept(self) -> str | None:
        return None if self._last is None else self._last.tobytes().hex()

    def reason(self, frame: ExactFrame) -> tuple[Reason, int] | None:
        """Why the frame is left out, and what was measured; None for one that is kept."""
        if self._least_sharpness is not None:
            sharp = sharpness(np.ascontiguousarray(frame.luma()))
            if sharp < self._least_sharpness:
                return Reason.BLURRED, sharp
        if self._least_distance is not None:
            bits, _ = pdq.fingerprint_luma(frame.small_luma(pdq.SIDE_PX, pdq.SIDE_PX))
            if self._last is not None:
                apart = int(np.unpackbits(bits ^ self._last).sum())
                if apart < self._least_distance:
                    return Reason.ALIKE, apart
            self._last = bits
        return None


def _extract_clip(
    channel: Channel,
    source: Source,
    wanted: list[tuple[int, int]],
    sieve: _Sieve,
    deep: bool,
) -> None:
    indices = {pts: index for index, pts in wanted}
    found = 0
    for frame in source.frames_at([pts for _, pts in wanted]):
        if frame.pts is None:
            continue
        index, left_out = indices.pop(frame.pts), sieve.reason(frame)
        if left_out is None:
            _send(channel, frame, index, deep)
        else:
            why, measured = left_out
            channel.send(
                {"kind": "left_out", "index": index, "reason": why.value, "measured": measured}
            )
        found += 1
        channel.send({"kind": "progress", "done": found / len(wanted)})
    for pts in indices:
        channel.send({"kind": "missing", "pts": pts})


def _send(channel: Channel, frame: ExactFrame, index: int | None, deep: bool) -> None:
    rgb, more = frame.upright_rgb(), frame.deep() if deep else None
    height, width, _ = rgb.shape
    head = {
        "kind": "frame",
        "index": index,
        "pts": frame.pts,
        "width_px": width,
        "height_px": height,
        "planes_sha256": frame.planes_sha256(),
        "converter": frame.converter,
    }
    if more is not None:
        head["deep"] = {"bits": more.bits, "converter": more.converter}
    channel.send(head)
    for top, band in _bands(rgb, "u1"):
        channel.send({"kind": "rows", "top_px": top}, band)
    if more is not None:
        for top, band in _bands(more.rgb, ">u2"):
            channel.send({"kind": "deep_rows", "top_px": top}, band)


def _bands(picture: NDArray[Any], kind: str) -> Iterator[tuple[int, bytes]]:
    """Whole rows, some at a time: a large picture is not in memory once more."""
    rows = max(BAND_BYTES // (picture.shape[1] * 3 * picture.itemsize), 1)
    for top in range(0, len(picture), rows):
        yield top, picture[top : top + rows].astype(kind, copy=False).tobytes()
