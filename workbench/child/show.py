"""Showing: an open item for the viewer, its pictures and its sound over shared memory.

`{"op": "show", "picture_bytes": n, "sound_bytes": n}` begins it. From then on, one of

- `{"go": n, …}`: the frame `pts` (and `nth` of those with that PTS; with its `group`), the one
  shown `at_s`, the one `after` a PTS, or of a still its picture;
- `{"play": n, "pts" or "at_s": …, "until": p, "every": k}`: frame after frame;
- `{"listen": n, "at_s": …, "rate_hz": r, "speed": s}`, `{"listen": null}`: sound, or none;
- `{"clock": [pts, monotonic seconds, PTS a second]}`: what is late is not made ready;
- `{"freed": total, "heard": total}`: so many pictures and pieces of sound have been read.

The newest of `go` and `play` counts. Both carry a `box` `[w, h]` where somebody looks: pictures
that move need not be larger, others stand in for a frame that takes long, and those around it are
made ready. Answers carry its number in `for`: `shown` (its pixels lie
`at` an offset; `more` says that a better one follows), `missing`, `ended`, `fault`; `sound`.
"""

from __future__ import annotations

import dataclasses
import mmap
from typing import Any

import cv2
import numpy as np

from workbench.child.reel import Picture
from workbench.child.ring import Ring
from workbench.child.sounding import Sounding
from workbench.child.viewing import Clips, Still, Viewing
from workbench.media.decode import ClipSource, open_medium
from workbench.media.protocol import Channel
from workbench.records.errors import MediaError

_MOST_OUT = 12
"""Pictures made ready and not yet read."""


def show(channel: Channel, media_fd: int, shared: tuple[int, ...], request: dict[str, Any]) -> None:
    """Serve until the other side closes."""
    with (
        mmap.mmap(shared[0], request["picture_bytes"]) as pictures,
        mmap.mmap(shared[1], request["sound_bytes"]) as sounds,
    ):
        source = open_medium(media_fd, thread_count=2)
        if not isinstance(source, ClipSource):
            desk = _Desk(channel, Ring(pictures), len(pictures))
            desk.serve(Still(source, desk), None)
            return

        def again() -> ClipSource:
            second = open_medium(media_fd, thread_count=1)
            assert isinstance(second, ClipSource)
            return second

        desk = _Desk(channel, Ring(pictures), len(pictures) // 2)
        desk.serve(Clips(source, again, desk), Sounding(source, Ring(sounds), channel.send))


class _Desk:
    """Takes in what is asked, and hands out what was made."""

    def __init__(self, channel: Channel, ring: Ring, most_bytes: int) -> None:
        self._channel = channel
        self._ring = ring
        self._most_bytes = most_bytes
        self._ended = False
        self._goal: dict[str, Any] | None = None
        self._sounding: Sounding | None = None
        self.clock: tuple[float, float, float] | None = None
        self.box: tuple[int, int] | None = None

    def serve(self, viewing: Viewing, sounding: Sounding | None) -> None:
        self._sounding = sounding
        wait_s: float | None = None
        while not self._ended:
            self._take_in(wait_s)
            goal, self._goal = self._goal, None
            try:
                if goal is not None:
                    viewing.begin(goal)
                heard = sounding is not None and sounding.work()
                wait_s = viewing.work()
            except MediaError as error:
                viewing.stop()
                fault = {"kind": "fault", "fault": error.fault.value, "facts": error.facts}
                self._channel.send({**fault, "for": viewing.number})
                continue
            if heard:
                wait_s = 0.0

    def is_superseded(self) -> bool:
        """Whether something else is wanted by now: looked at between two packets."""
        self._take_in(0.0)
        if self._sounding is not None:
            self._sounding.work()
        return self._ended or self._goal is not None

    def has_room(self) -> bool:
        return len(self._ring) < _MOST_OUT

    def hand_out(self, number: int, picture: Picture, **more: Any) -> None:
        """Put a picture where the other side reads it; waits for room."""
        picture = _fitted(picture, self._most_bytes)
        while (at := self._ring.take(picture.rgb.nbytes)) is None:
            self._take_in(None)
            if self._ended:
                return
        rgb = picture.rgb
        np.ndarray(rgb.shape, np.uint8, self._ring.memory, at)[:] = rgb
        self._channel.send(
            {
                "kind": "shown",
                "for": number,
                "at": at,
                "pts": picture.pts,
                "nth": picture.nth,
                "key": picture.key,
                "type": picture.type.value if picture.type else None,
                "width_px": rgb.shape[1],
                "height_px": rgb.shape[0],
                "scale": picture.scale,
                **more,
            }
        )

    def tell(self, number: int, kind: str) -> None:
        self._channel.send({"kind": kind, "for": number})

    def _take_in(self, wait_s: float | None) -> None:
        """Everything that was asked meanwhile; waits for the first of it."""
        while not self._ended:
            try:
                message = self._channel.receive(wait_s)
            except TimeoutError:
                return
            if message is None:
                self._ended = True
                return
            self._note(message.header)
            wait_s = 0.0

    def _note(self, told: dict[str, Any]) -> None:
        if "go" in told or "play" in told:
            self._goal = told
            box = told["box"]
            self.box = None if box is None else (max(box[0], 2), max(box[1], 2))
        elif "clock" in told:
            self.clock = tuple(told["clock"]) if told["clock"] else None
        elif "listen" in told and self._sounding is not None:
            self._sounding.begin(told)
        if "freed" in told:
            self._ring.give_back(told["freed"])
            if self._sounding is not None:
                self._sounding.give_back(told["heard"])


def _fitted(picture: Picture, most_bytes: int) -> Picture:
    """Made smaller where it is larger than what is handed over."""
    rgb = picture.rgb
    if rgb.nbytes <= most_bytes:
        return picture
    height, width, _ = rgb.shape
    shrink = (most_bytes / rgb.nbytes) ** 0.5
    size = (max(int(width * shrink), 1), max(int(height * shrink), 1))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    return dataclasses.replace(picture, rgb=small, scale=picture.scale * size[0] / width)
