"""Reel: the frames of one open clip around the one that is looked at, exact and kept small.

Two places in the clip: one that goes where the analyst goes, and one that goes through the group
of pictures around it meanwhile and keeps a picture of every frame, so that stepping back needs no
decoding. Where a group is too long for the memory, its pictures are kept smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.media.decode import ClipFrame, ClipSource
from workbench.records.frame import PictureType

KEPT_BYTES = 184 << 20
"""Of kept pictures; with key frames and the last frames of the first place, 256 MB."""
_MOST_KEYS = 24
_LARGEST_SECOND_BYTES = 80 << 20
"""Eight frames of a size at which a second decoder is too dear: 5K."""

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Group:
    """A key frame and the frames up to the next one, in presentation order."""

    pts: int
    """Of its first frame."""
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What is shown of a frame, with the frame's own facts."""

    pts: int
    nth: int
    """How many frames before it have the same PTS."""
    key: bool
    type: PictureType | None
    rgb: Rgb
    scale: float
    """Pixels for one pixel of the frame; 1.0 is full size."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A picture as it is kept: RGB rows, or planes in half the room where it is a smaller one."""

    picture: Picture
    planes: Rgb | None
    size_bytes: int

    def unpacked(self) -> Picture:
        if self.planes is None:
            return self.picture
        kept = self.picture
        height, width, _ = kept.rgb.shape
        rgb = np.asarray(cv2.cvtColor(self.planes, cv2.COLOR_YUV2RGB_I420), np.uint8)
        return Picture(kept.pts, kept.nth, kept.key, kept.type, rgb[:height, :width], kept.scale)


def picture_of(frame: ClipFrame, nth: int, box: tuple[int, int] | None) -> Picture:
    """The picture of a frame, inside a box of (width, height) pixels where one is given."""
    rgb = frame.view_rgb() if box is None else frame.view_rgb(*box)
    scale = min(1.0, rgb.shape[1] / frame.upright_size_px[0])
    return Picture(frame.pts, nth, frame.key, frame.type, rgb, scale)


class Reel:
    """Frames by PTS, and onward; of one thread."""

    def __init__(self, source: ClipSource, again: Callable[[], ClipSource]) -> None:
        """`again` opens the same clip a second time, for the pictures that are kept."""
        self.source = source
        self._again = again
        self._second: ClipSource | None = None
        self._here: tuple[int, int] | None = None
        self._kept: dict[tuple[int, int], _Kept] = {}
        self._kept_bytes = 0
        self._keys: dict[int, _Kept] = {}
        """Of key frames that stood in for others, the one used last at the end."""
        self._filling: _Filling | None = None
        self._filled: set[int] = set()

    def exact(self, pts: int, nth: int = 0) -> ClipFrame | None:
        """The frame; raises `Abandoned` where the source is told to give up."""
        frame = self.source.frame_at_pts(pts)
        for _ in range(nth):
            frame = self.source.forward()
        if frame is None or frame.pts != pts:
            return None
        self._here = pts, nth
        return frame

    def shown_at(self, frame: ClipFrame) -> None:
        """A frame that was reached in another way is where the reel is now."""
        self._here = frame.pts, 0

    def forward(self) -> tuple[ClipFrame, int] | None:
        """The frame after the last one, and how many before it have its PTS."""
        frame = self.source.forward()
        if frame is None:
            return None
        again = self._here is not None and self._here[0] == frame.pts
        self._here = frame.pts, self._here[1] + 1 if again and self._here else 0
        return frame, self._here[1]

    def kept(self, pts: int, nth: int) -> Picture | None:
        """A picture of exactly this frame that is at hand."""
        found = self._kept.get((pts, nth))
        return None if found is None else found.unpacked()

    def stand_in(self, pts: int, first_pts: int, box: tuple[int, int] | None) -> Picture | None:
        """The kept picture that is nearest before a PTS in its group, or that of its key frame."""
        at = max((k for k in self._kept if first_pts < k[0] <= pts), default=None)
        if at is not None:
            return self._kept[at].unpacked()
        found = self._keys.pop(first_pts, None)
        if found is None:
            frame = self.exact(first_pts)
            if frame is None:
                return None
            found = _packed(picture_of(frame, 0, box), smaller=True)
        self._keys[first_pts] = found
        if len(self._keys) > _MOST_KEYS:
            del self._keys[next(iter(self._keys))]
        return found.unpacked()

    def look_ahead(self, pts: int, frames: int) -> None:
        """Decode some frames after this one, so that they are at hand."""
        self.source.frame_at_pts(pts)
        for _ in range(frames):
            if self.source.forward() is None:
                break
        self.source.frame_at_pts(pts)

    def fill(self, group: Group, box: tuple[int, int], here: int) -> bool:
        """Keep the picture of one more frame of a group; False when there is none left."""
        if group.pts in self._filled:
            return False
        if self._filling is None or self._filling.group != group:
            second = self._opened()
            if second is None:
                return False
            self._filling = _Filling(second, group, self._size(second, group, box))
        picture = self._filling.next()
        if picture is None or not self._keep(picture, self._filling, here):
            self._filled.add(group.pts)
            self._filling = None
            return False
        return True

    def _opened(self) -> ClipSource | None:
        if self._second is None:
            width, height = self.source.medium.width_px or 0, self.source.medium.height_px or 0
            if width * height * 8 > _LARGEST_SECOND_BYTES:
                return None
            self._second = self._again()
        return self._second

    def _size(
        self, source: ClipSource, group: Group, box: tuple[int, int]
    ) -> tuple[int, int] | None:
        """The largest size at which all of a group can be kept; None for the full size."""
        width, height = source.medium.upright_size_px or (1, 1)
        room = KEPT_BYTES / max(group.count, 1)
        if width * height * 3 <= room:
            return None
        shrink = min((room / (width * height * 1.5)) ** 0.5, 1.0)
        return (
            max(min(int(width * shrink), box[0]), 2),
            max(min(int(height * shrink), box[1]), 2),
        )

    def _keep(self, picture: Picture, filling: _Filling, here: int) -> bool:
        """Keep it, and let go of what is farthest from here; False where that is itself."""
        name = picture.pts, picture.nth
        if name in self._kept:
            return True
        kept = _packed(picture, filling.box is not None)
        while self._kept_bytes + kept.size_bytes > KEPT_BYTES and self._kept:
            farthest = max(self._kept, key=lambda one: abs(one[0] - here))
            if abs(farthest[0] - here) <= abs(picture.pts - here):
                return False
            self._kept_bytes -= self._kept.pop(farthest).size_bytes
            self._filled.clear()
        self._kept[name] = kept
        self._kept_bytes += kept.size_bytes
        return True


class _Filling:
    """A way through one group."""

    def __init__(self, source: ClipSource, group: Group, box: tuple[int, int] | None) -> None:
        self.group = group
        self.box = box
        self._source = source
        self._count = 0
        self._last: tuple[int, int] | None = None

    def next(self) -> Picture | None:
        if self._count >= self.group.count:
            return None
        frame = (
            self._source.frame_at_pts(self.group.pts)
            if self._count == 0
            else self._source.forward()
        )
        self._count += 1
        if frame is None:
            return None
        nth = self._last[1] + 1 if self._last is not None and self._last[0] == frame.pts else 0
        self._last = frame.pts, nth
        return picture_of(frame, nth, self.box)


def _packed(picture: Picture, smaller: bool) -> _Kept:
    if not smaller:
        return _Kept(picture, None, picture.rgb.nbytes)
    height, width, _ = picture.rgb.shape
    even = cv2.copyMakeBorder(picture.rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    planes = np.asarray(cv2.cvtColor(even, cv2.COLOR_RGB2YUV_I420), np.uint8)
    hollow = np.broadcast_to(np.uint8(0), picture.rgb.shape)
    facts = Picture(picture.pts, picture.nth, picture.key, picture.type, hollow, picture.scale)
    return _Kept(facts, planes, planes.nbytes)
