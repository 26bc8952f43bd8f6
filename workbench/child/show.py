"""Showing: frames of one open item on demand, over shared memory, for the viewer.

Each command is answered by one `shown` message, its pixels in the shared picture; by `missing`
where there is no such frame; or by `fault`.
"""

from __future__ import annotations

import mmap
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.media.decode import ExactFrame, Source, open_medium
from workbench.media.protocol import Channel
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind


def show(channel: Channel, media_fd: int, shared: tuple[int, ...], request: dict[str, Any]) -> None:
    """`{"op": "show", "picture_bytes": n}`, then one of `{"pts": p}`, `{"at_s": "n/d"}`,
    `{"forward": true}` or `{}` (a still) at a time."""
    with mmap.mmap(shared[0], request["picture_bytes"]) as picture:
        try:
            source = open_medium(media_fd, thread_count=2)
        except MediaError as error:
            channel.send({"kind": "fault", "fault": error.fault.value, "facts": error.facts})
            return
        while (message := channel.receive()) is not None:
            channel.send(_answer(source, message.header, picture))


def _answer(source: Source, command: dict[str, Any], picture: mmap.mmap) -> dict[str, Any]:
    try:
        frame = _frame(source, command)
        if frame is None:
            return {"kind": "missing"}
        return _place(frame, picture)
    except MediaError as error:
        return {"kind": "fault", "fault": error.fault.value, "facts": error.facts}


def _frame(source: Source, command: dict[str, Any]) -> ExactFrame | None:
    if source.medium.kind is MediaKind.STILL:
        return source.picture()
    if source.medium.width_px is None:
        raise MediaError(MediaFault.NO_FRAMES)
    if "forward" in command:
        return source.forward()
    if "at_s" in command:
        return source.frame_shown_at(Fraction(command["at_s"]))
    return source.frame_at_pts(command["pts"])


def _place(frame: ExactFrame, picture: mmap.mmap) -> dict[str, Any]:
    """Put the upright picture into the shared one, made smaller where it does not fit."""
    rgb = frame.view_rgb()
    full_width = rgb.shape[1]
    rgb = _fitted(rgb, len(picture))
    height, width, _ = rgb.shape
    np.frombuffer(picture, np.uint8, rgb.size).reshape(rgb.shape)[:] = rgb
    return {
        "kind": "shown",
        "pts": frame.pts,
        "key": frame.key,
        "type": frame.type.value if frame.type else None,
        "width_px": width,
        "height_px": height,
        "scale": width / full_width,
    }


def _fitted(rgb: NDArray[np.uint8], room_bytes: int) -> NDArray[np.uint8]:
    if rgb.size <= room_bytes:
        return rgb
    height, width, _ = rgb.shape
    shrink = (room_bytes / rgb.size) ** 0.5
    size = (max(int(width * shrink), 1), max(int(height * shrink), 1))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
