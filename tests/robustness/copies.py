"""Copies: real footage, edited as people edit it, coded again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.matching.footage import RGB, Footage, read_clip, read_still, still, write_clip
from tests.robustness import edits
from tests.robustness.edits import Edit
from tests.robustness.shelf import Shelf, code
from tests.robustness.sources import Cut, Source, cut

CUT_S = 6.0
SOUND_HZ = 44100
STILL_PX = 1600
"""Larger stills are reduced at once: the suite has a hundred of them."""
MONTAGE_HZ, MONTAGE_PART_S = 25, 3.0


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was made of a source."""

    edit: Edit
    source: Source
    data: bytes
    still: bool
    from_s: float
    """Where in the source it begins."""
    sounds_like: Source | None = None
    """The source of its sound, where that is another one."""

    def footage(self) -> Footage:
        if self.still:
            return read_still(io.BytesIO(self.data))
        read = read_clip(self.data)
        assert read is not None
        return read


Made = tuple[Source, bytes, bool, float, Source | None]
"""A copy without its edit, as it is kept."""


@dataclass(eq=False)
class Workshop:
    """Makes the copies of one clip."""

    source: Source
    other: Source
    """The clip whose sound or picture replaces its own."""
    shelf: Shelf

    @cached_property
    def cut(self) -> Cut:
        return cut(self.source, CUT_S)

    def can(self, edit: Edit) -> bool:
        """Whether there is the sound that the edit takes."""
        return edit.sound is None or sounds(self._heard(edit))

    def _heard(self, edit: Edit) -> Source:
        return self.source if edit.picture_of_other else self.other

    def copy(self, edit: Edit) -> Copy:
        """What one edit makes of six seconds."""
        key = f"{code(edits)} {self.source} {self.other} {edit.name}"
        return Copy(edit, *self.shelf.kept(key, lambda: self._made(edit)))

    def _made(self, edit: Edit) -> Made:
        shown = self.other if edit.picture_of_other else self.source
        taken = self.cut
        if shown != self.source or edit.later_s:
            later_s = shown.start_s + edit.later_s
            taken = cut(Source(shown.path, shown.group, later_s), CUT_S)
        if len(taken.times_s) < 2 or np.ptp(taken.times_s) < min(edit.seconds or 0, CUT_S) - 0.2:
            taken = self.cut
        rate_hz = _rate_hz(edit, taken)
        sound = heard = None
        if edit.sound is not None:
            heard = self._heard(edit)
            sound = sound_of(heard, CUT_S)
        frames = list(frames_of(taken, edit, rate_hz))
        from_s = float(taken.times_s[0])
        return shown, coded(frames, rate_hz, edit.crf, sound), False, from_s, heard

    def grabbed(self, edit: Edit) -> Copy:
        """A still of the middle."""

        def made() -> Made:
            middle = len(self.cut.pictures) // 2
            rgb = edit.shown(self.cut.pictures[middle], 0.0, self.cut.longest_px)
            at_s = float(self.cut.times_s[middle])
            return self.source, jpeg(rgb, edit.jpeg), True, at_s, None

        return Copy(edit, *self.shelf.kept(f"{code(edits)} {self.source} {edit.name}", made))


def of_still(source: Source, edit: Edit, shelf: Shelf) -> Copy:
    """What one edit makes of a still."""

    def made() -> Made:
        rgb = read_picture(source).frames[0].rgb()
        shown = edit.shown(rgb, 0.0, max(rgb.shape[:2]))
        return source, jpeg(shown, edit.jpeg), True, 0.0, None

    return Copy(edit, *shelf.kept(f"{code(edits)} {source} {edit.name}", made))


def montage(sources: Sequence[Source]) -> tuple[bytes, list[tuple[Source, float, float]]]:
    """Three seconds of each of some clips in one file; of each where it begins in it, and in the
    source."""
    pictures: list[RGB] = []
    begins = []
    for source in sources:
        taken = cut(source, MONTAGE_PART_S)
        begins.append((source, len(pictures) / MONTAGE_HZ, float(taken.times_s[0])))
        since_s = taken.times_s - taken.times_s[0]
        for n in range(round(MONTAGE_PART_S * MONTAGE_HZ)):
            row = int(np.searchsorted(since_s, n / MONTAGE_HZ, side="right")) - 1
            pictures.append(_fitted(taken.pictures[row]))
    return coded(pictures, MONTAGE_HZ, 28), begins


def read_picture(source: Source) -> Footage:
    return still(read_still(source.path).frames[0].rgb(STILL_PX))


def _rate_hz(edit: Edit, taken: Cut) -> float:
    source_hz = (len(taken.times_s) - 1) / float(np.ptp(taken.times_s))
    if edit.rate_hz == 24 and source_hz < 24:
        return 0.8 * source_hz
    if edit.rate_hz == 15:
        return 0.5 * source_hz
    return edit.rate_hz or min(round(source_hz), 30)


def frames_of(taken: Cut, edit: Edit, rate_hz: float) -> Iterator[RGB]:
    """The frames of the copy."""
    since_s = taken.times_s - taken.times_s[0]
    length_s = min(float(since_s[-1]), edit.seconds or CUT_S) / edit.speed
    chance = np.random.default_rng(7)
    pictures = taken.pictures if edit.large else taken.small
    row = 0
    for n in range(int(length_s * rate_hz)):
        if not (n and chance.random() < edit.dropped):
            row = int(np.searchsorted(since_s, n / rate_hz * edit.speed + 1e-6, side="right")) - 1
        yield edit.shown(pictures[max(row, 0)], n / rate_hz, taken.longest_px)


@cache
def sounds(source: Source) -> bool:
    """Whether a clip has sound."""
    with av.open(str(source.path)) as container:
        return bool(container.streams.audio)


def sound_of(source: Source, seconds: float) -> NDArray[np.float32]:
    """The sound of a clip from its start on, one channel at `SOUND_HZ`."""
    parts: list[NDArray[np.float32]] = []
    with av.open(str(source.path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_HZ)
        for frame in container.decode(audio=0):
            parts += [one.to_ndarray()[0] for one in resampler.resample(frame)]
    begin = round(source.start_s * SOUND_HZ)
    return np.concatenate(parts)[begin : begin + round(seconds * SOUND_HZ)]


def _fitted(rgb: RGB) -> RGB:
    """Inside 512 x 288, with black bars where it does not fill that."""
    height, width = rgb.shape[:2]
    scale = min(512 / width, 288 / height)
    size = round(width * scale), round(height * scale)
    small = np.asarray(Image.fromarray(rgb).resize(size))
    made = np.zeros((288, 512, 3), np.uint8)
    top, left = (288 - size[1]) // 2, (512 - size[0]) // 2
    made[top : top + size[1], left : left + size[0]] = small
    return made


def jpeg(rgb: RGB, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def coded(
    pictures: Sequence[RGB],
    rate_hz: float,
    crf: int,
    sound: NDArray[np.float32] | None = None,
) -> bytes:
    """The pictures as a small H.264 MP4, with sound at `SOUND_HZ`."""
    rate = Fraction(rate_hz).limit_denominator(1001)
    return write_clip(pictures, rate, crf, "ultrafast", sound, SOUND_HZ)
