"""Variants of a clip, made as a messenger or a forwarding channel makes them.

For the sample case and for tests: a stretch cut out, mirrored, made smaller, given a caption bar,
encoded anew as H.264 and AAC in MP4; or one of its pictures as JPEG. Nothing of the source's
metadata is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, BinaryIO, Self, cast

import av
import cv2
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from workbench.media.decode import ClipFrame, open_medium
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind
from workbench.records.sound import SoundBlock

TIME_BASE = Fraction(1, 90_000)
SOUND_RATE_HZ = 44_100
SOUND_BITS_PER_S = 64_000
BAR_PARTS = 8
"""The caption bar is the picture's height divided by this."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a variant is made. Seconds are presentation times of the source."""

    from_s: float = 0.0
    to_s: float | None = None
    """None is the end; not used for a still."""
    still: bool = False
    """Only the first picture at or after `from_s`, as JPEG."""
    mirrored: bool = False
    caption: str | None = None
    """Written in a white bar that is put on top of the picture."""
    width_px: int | None = None
    """None keeps the source's."""
    crf: int = 28
    jpeg_quality: int = 80

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Self:
        """From a story's JSON; keys that are not fields are a TypeError."""
        known = {field.name for field in fields(cls)}
        if unknown := set(plain) - known:
            raise TypeError(f"not part of a recipe: {sorted(unknown)}")
        return cls(**plain)


def make_variant(source_fd: int, recipe: dict[str, Any], out: BinaryIO) -> None:
    """Write the variant to `out`, which must be able to seek. MediaError when the source is not a
    clip with pictures in that stretch."""
    wanted = Recipe.read(recipe)
    source = open_medium(source_fd)
    if source.medium.kind is not MediaKind.CLIP:
        raise source.fault or MediaError(MediaFault.NO_FRAMES)
    sound = source.medium.sound is not None and not wanted.still
    stretch = _stretch(source.play(frames=True, sound=sound), wanted)
    if wanted.still:
        written = _write_still(stretch, wanted, out)
    else:
        written = _write_clip(stretch, sound, wanted, out)
    if not written:
        raise source.fault or MediaError(MediaFault.NO_FRAMES)


def _stretch(played: Iterator[Any], recipe: Recipe) -> Iterator[ClipFrame | SoundBlock]:
    """What of a playing clip lies in the recipe's stretch; sound cut to the sample."""
    start_s = Fraction(recipe.from_s)
    end_s = None if recipe.to_s is None else Fraction(recipe.to_s)
    for part in played:
        if isinstance(part, SoundBlock):
            cut = _cut(part, start_s, end_s)
            if len(cut.samples):
                yield cut
        elif part.time_s >= start_s and (end_s is None or part.time_s < end_s):
            yield part


def _cut(block: SoundBlock, start_s: Fraction, end_s: Fraction | None) -> SoundBlock:
    rate, count = block.sample_rate_hz, len(block.samples)
    first = min(max(round((start_s - block.start_s) * rate), 0), count)
    last = count if end_s is None else min(max(round((end_s - block.start_s) * rate), 0), count)
    return SoundBlock(
        block.start_s + Fraction(first, rate), rate, block.samples[first : max(first, last)]
    )


def _picture(frame: ClipFrame, recipe: Recipe) -> NDArray[np.uint8]:
    """The variant's picture: RGB with even sides."""
    rgb = frame.rgb()
    height, width = rgb.shape[:2]
    scaled_px = recipe.width_px or width
    size = (_even(scaled_px), _even(height * scaled_px / width))
    picture = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    if recipe.mirrored:
        picture = cv2.flip(picture, 1)
    if recipe.caption is not None:
        picture = np.vstack([_bar(recipe.caption, *size), picture])
    return cast("NDArray[np.uint8]", picture)


def _even(size_px: float) -> int:
    return max(2 * round(size_px / 2), 2)


def _bar(caption: str, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """OpenCV 5 brings a typeface with Cyrillic of its own."""
    bar = np.full((_even(height_px / BAR_PARTS), width_px, 3), 255, np.uint8)
    letters = max(int(bar.shape[0] * 0.5), 8)
    at = (letters // 2, int(bar.shape[0] * 0.66))
    cv2.putText(bar, caption, at, (16, 16, 16), cv2.FontFace("sans"), letters, 500)
    return bar


def _write_still(stretch: Iterator[ClipFrame | SoundBlock], recipe: Recipe, out: BinaryIO) -> bool:
    frame = next((part for part in stretch if isinstance(part, ClipFrame)), None)
    if frame is None:
        return False
    bgr = cv2.cvtColor(_picture(frame, recipe), cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, recipe.jpeg_quality])
    out.write(encoded.tobytes())
    return True


def _write_clip(
    stretch: Iterator[ClipFrame | SoundBlock], has_sound: bool, recipe: Recipe, out: BinaryIO
) -> bool:
    start_s = Fraction(recipe.from_s)
    with av.open(out, "w", format="mp4") as container:
        picture: VideoStream | None = None
        sound = _sound_stream(container) if has_sound else None
        early: list[SoundBlock] = []  # streams must be known before the first packet
        for part in stretch:
            if isinstance(part, SoundBlock):
                early.append(part)
            else:
                rgb = _picture(part, recipe)
                picture = picture or _picture_stream(container, rgb, recipe)
                container.mux(picture.encode(_video_frame(rgb, part.time_s - start_s)))
            if picture is not None and sound is not None:
                for block in early:
                    container.mux(sound.encode(_audio_frame(block, start_s)))
                early.clear()
        for stream in (picture, sound):
            if stream is not None:
                container.mux(stream.encode(None))
    return picture is not None


def _picture_stream(
    container: OutputContainer, rgb: NDArray[np.uint8], recipe: Recipe
) -> VideoStream:
    options = {"crf": str(recipe.crf), "preset": "veryfast"}
    stream = container.add_stream("libx264", rate=30, options=options)
    stream.height, stream.width = rgb.shape[:2]
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = TIME_BASE
    stream.codec_context.thread_count = 1
    return stream


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SOUND_RATE_HZ, layout="mono")
    stream.bit_rate = SOUND_BITS_PER_S
    return stream


def _video_frame(rgb: NDArray[np.uint8], time_s: Fraction) -> VideoFrame:
    frame = VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv420p")
    frame.pts = round(time_s / TIME_BASE)
    frame.time_base = TIME_BASE
    return frame


def _audio_frame(block: SoundBlock, start_s: Fraction) -> AudioFrame:
    mono = np.ascontiguousarray(block.samples.mean(axis=1, dtype=np.float32)[np.newaxis, :])
    frame = AudioFrame.from_ndarray(mono, format="fltp", layout="mono")
    frame.sample_rate = block.sample_rate_hz
    frame.time_base = Fraction(1, block.sample_rate_hz)
    frame.pts = round((block.start_s - start_s) * block.sample_rate_hz)
    return frame
