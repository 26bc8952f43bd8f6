"""Extraction: exact pictures of chosen frames, with the digests that a citation carries.

Answers: for each frame one `frame` message, then its RGB24 rows in `rows` messages of whole rows;
`progress`; last `end`. A moment without a frame is answered by `missing`.
"""

from __future__ import annotations

from typing import Any

from workbench.media.decode import ExactFrame, Source, open_medium
from workbench.media.protocol import MAX_BLOB_BYTES, Channel
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind

BAND_BYTES = MAX_BLOB_BYTES // 8


def extract(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "extract", "frames": [[index, pts], …]}` in presentation order; for a still, one
    pair of nulls. The indices are the caller's, counted by the frame table."""
    try:
        source = open_medium(media_fd)
        wanted = [(index, pts) for index, pts in request["frames"]]
        if source.medium.kind is MediaKind.STILL:
            _send(channel, source.picture(), None)
        elif source.medium.width_px is None:
            raise MediaError(MediaFault.NO_FRAMES)
        else:
            _extract_clip(channel, source, wanted)
    except MediaError as error:
        channel.send({"kind": "fault", "fault": error.fault.value, "facts": error.facts})
    channel.send({"kind": "end"})


def _extract_clip(channel: Channel, source: Source, wanted: list[tuple[int, int]]) -> None:
    indices = {pts: index for index, pts in wanted}
    found = 0
    for frame in source.frames_at([pts for _, pts in wanted]):
        if frame.pts is None:
            continue
        _send(channel, frame, indices.pop(frame.pts))
        found += 1
        channel.send({"kind": "progress", "done": found / len(wanted)})
    for pts in indices:
        channel.send({"kind": "missing", "pts": pts})


def _send(channel: Channel, frame: ExactFrame, index: int | None) -> None:
    rgb = frame.upright_rgb()
    height, width, _ = rgb.shape
    channel.send(
        {
            "kind": "frame",
            "index": index,
            "pts": frame.pts,
            "width_px": width,
            "height_px": height,
            "planes_sha256": frame.planes_sha256(),
            "pixels_sha256": frame.pixels_sha256(),
            "converter": frame.converter,
        }
    )
    rows = max(BAND_BYTES // (width * 3), 1)
    for top in range(0, height, rows):
        channel.send({"kind": "rows", "top_px": top}, rgb[top : top + rows].tobytes())
