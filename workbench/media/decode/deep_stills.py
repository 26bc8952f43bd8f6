"""Deep pixels of stills: a PNG, TIFF or HEIC of more than 8 bits a value, read once more.

The picture that is cited is Pillow's, of 8 bits. What is read here counts only where it is that
very picture with more bits.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import numpy as np
import pi_heif
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray
from PIL import Image

from workbench.media.decode import deep
from workbench.media.decode.deep import DeepRgb
from workbench.media.decode.orientation import Orientation
from workbench.media.decode.reader import file_of
from workbench.media.limits import MAX_FRAME_PIXELS

MOST_APART = {"png": Fraction(1), "tiff": Fraction(1), "heic": Fraction(4)}
"""By how many levels of 8 bits, less than, a deep picture may lie from the cited one: Pillow cuts
PNG and TIFF off, libheif converts colours twice (measured: up to 3.1)."""
_BITS_PER_SAMPLE = 258
"""The tag of TIFF."""


def read(fd: int, image: Image.Image, format_name: str, orientation: Orientation) -> DeepRgb | None:
    """The deep pixels of the still at `fd`, upright; None where there are none, or where its bits
    are not read. `image` is the opened picture, of which only the header is looked at.

    Raises what Pillow and pi-heif raise for broken files.
    """
    if format_name == "heic":
        return _of_heic(fd)
    if not _is_deep(fd, image, format_name):
        return None
    found = _of_coded(fd, format_name)
    if found is None:
        return None
    return DeepRgb(orientation.upright(found.rgb), found.bits, found.converter)


def is_same_picture(wide: NDArray[np.uint16], rgb: NDArray[np.uint8], format_name: str) -> bool:
    """Whether a deep picture is the cited one with more bits."""
    if wide.shape != rgb.shape:
        return False
    most = int(MOST_APART[format_name] * 256)
    return all(
        bool((np.abs(one.astype(np.int32) - (cited.astype(np.int32) << 8)) < most).all())
        for one, cited in zip(wide, rgb, strict=True)
    )


def _is_deep(fd: int, image: Image.Image, format_name: str) -> bool:
    if format_name == "png":
        return bool(file_of(fd).read(25)[24:] == b"\x10")  # IHDR, bit depth
    if format_name != "tiff":
        return False
    tags: Any = getattr(image, "tag_v2", {})
    bits = tags.get(_BITS_PER_SAMPLE, (8,))
    return bool(max(bits if isinstance(bits, tuple) else (bits,)) > 8)


def _of_coded(fd: int, format_name: str) -> DeepRgb | None:
    """Pillow cuts colours of 16 bits to 8 when it reads them; FFmpeg's decoders keep them."""
    context = av.CodecContext.create(format_name, "r")
    assert isinstance(context, VideoCodecContext)
    context.options = {"max_pixels": str(MAX_FRAME_PIXELS)}
    context.thread_count = 1
    try:
        # Nothing is kept that was read: a worker's memory holds few of the largest pictures.
        frames = context.decode(av.Packet(file_of(fd).read())) or context.decode(None)
    except FFmpegError:
        return None
    bits = frames[0].format.components[0].bits if frames else 0
    own = deep.own_samples(frames[0]) if 8 < bits <= deep.BITS else None
    if own is None:
        return None
    version = ".".join(str(part) for part in av.library_versions["libavcodec"])
    return DeepRgb(deep.shifted(own, bits), bits, f"libavcodec {version} {format_name}")


def _of_heic(fd: int) -> DeepRgb | None:
    """libheif turns and mirrors by itself, and puts the values into the upper bits."""
    file = pi_heif.open_heif(file_of(fd), convert_hdr_to_8bit=False)
    samples = np.asarray(file)
    if samples.dtype != np.uint16:
        return None
    if samples.ndim == 2:
        samples = np.repeat(samples[:, :, None], 3, axis=2)
    rgb = samples[:, :, :3].copy()  # the memory is the file's, and goes with it
    version = pi_heif.libheif_info()["libheif"]
    return DeepRgb(rgb, int(file.info["bit_depth"]), f"libheif {version}")
