"""Stills: one picture, read by Pillow (HEIC by pi-heif) from an explicit list of formats."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from importlib import import_module

import numpy as np
import pi_heif
import PIL
from numpy.typing import NDArray
from PIL import (  # noqa: F401  (a locked worker cannot import them later)
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

from workbench.media.decode import deep_stills, still_rows
from workbench.media.decode.deep import DeepRgb
from workbench.media.decode.orientation import Orientation, of_exif
from workbench.media.decode.reader import file_of, size_of
from workbench.media.decode.still_frame import StillFrame
from workbench.media.limits import MAX_SIDE_PX, MAX_STILL_PIXELS
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packets import PacketList
from workbench.records.sound import SoundBlock

MAX_FULL_PIXELS = 64_000_000
"""Decoded at full size up to here; above, a JPEG is decoded at half or a quarter of its sides."""
_SHOWN_MODES = frozenset({0, 1, 2, 3, 4, 8})
"""Of Photoshop: not Lab, which Pillow does not turn into RGB, and no separate inks."""
_ORIENTATION_TAG = 0x0112

_READERS: dict[str, tuple[str, ...]] = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "tiff": ("TIFF",),
    "webp": ("WEBP",),
    "gif": ("GIF",),
    "avif": ("AVIF",),
    "bmp": ("BMP",),
    "heic": ("HEIF",),
    "psd": ("PSD",),
}
"""JPEG XL is none of them: its parts are read, and nothing is shown."""
# What Pillow and its readers raise for broken files, as met in the corpora. MemoryError is apart.
READER_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
    AssertionError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

pi_heif.options.DECODE_THREADS = 2
pi_heif.register_heif_opener(thumbnails=False)
Image.preinit()
import_module("PIL.PsdImagePlugin")  # it registers itself; `preinit` leaves it out
Image.MAX_IMAGE_PIXELS = MAX_STILL_PIXELS


class StillSource:
    """A file with one picture. It is decoded once, when the source is opened."""

    def __init__(self, fd: int, format_name: str) -> None:
        self._fd = fd
        self._format = format_name
        self._picture: StillFrame | None = None
        self.medium = self._read()

    @property
    def fault(self) -> MediaError | None:
        return None if self.medium.fault is None else MediaError(self.medium.fault)

    @property
    def file(self) -> io.BufferedReader:
        """The bytes of the item, at 0."""
        return file_of(self._fd)

    def picture(self) -> StillFrame:
        if self._picture is None:
            raise self.fault or MediaError(MediaFault.NO_FRAMES)
        return self._picture

    def peek(self, count: int) -> list[StillFrame]:
        return [self._picture] if self._picture is not None and count > 0 else []

    def play(
        self, frames: bool = True, sound: bool = False, thread_count: int | None = None
    ) -> Iterator[StillFrame | SoundBlock]:
        """The one picture."""
        if frames and self._picture is not None:
            yield self._picture

    def packet_table(self) -> Unproven:
        """A still has no frame table."""
        return Unproven("a still")

    def packets(self) -> PacketList:
        """A still has no packets."""
        return PacketList((), Fraction(0))

    def number(self, pts_table: object) -> None:
        """A still has no frame table."""

    def frame_at_pts(self, pts: int) -> None:
        """A still has no times."""

    def frame_shown_at(self, seconds: Fraction) -> StillFrame:
        return self.picture()

    def forward(self) -> None:
        """There is nothing after a still."""

    def frames_at(self, pts: Iterable[int]) -> Iterator[StillFrame]:
        return iter(())

    def close(self) -> None:
        self._picture = None

    def _read(self) -> Medium:
        size_bytes = size_of(self._fd)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                warnings.simplefilter("ignore", UserWarning)
                return self._decode(size_bytes)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            fault = MediaFault.TOO_LARGE
        except MediaError as known:
            fault = known.fault
        except MemoryError:
            fault = MediaFault.TOO_LARGE
        except READER_FAULTS:
            fault = MediaFault.DAMAGED
        unknown = fault is MediaFault.UNSUPPORTED_CODEC
        status = MediaStatus.UNSUPPORTED if unknown else MediaStatus.DAMAGED
        return Medium(MediaKind.STILL, self._format, status, fault, size_bytes)

    def _decode(self, size_bytes: int) -> Medium:
        if self._format not in _READERS or (self._format == "psd" and not self._has_picture()):
            raise MediaError(MediaFault.UNSUPPORTED_CODEC)
        image = self._opened()
        width, height = image.size
        if width * height > MAX_STILL_PIXELS or max(width, height) > MAX_SIDE_PX:
            raise MediaError(MediaFault.TOO_LARGE)
        orientation = _orientation(image)
        fault: MediaFault | None = None
        try:
            self._picture = _frame(image, self._format, orientation, self._read_deep)
        except MediaError:
            raise
        except READER_FAULTS as wrong:
            image = self._opened()
            self._picture = _broken_frame(image, self._format, orientation)
            # Pillow tells the two apart in its words only.
            cut = "truncated" in str(wrong).lower()
            fault = MediaFault.TRUNCATED if cut else MediaFault.DAMAGED
        return Medium(
            kind=MediaKind.STILL,
            format=self._format,
            status=MediaStatus.PARTIAL if fault else MediaStatus.OK,
            fault=fault,
            size_bytes=size_bytes,
            width_px=width,
            height_px=height,
            rotation_deg=orientation.rotation_deg,
            mirrored=orientation.mirrored,
        )

    def _read_deep(self, rgb: NDArray[np.uint8], orientation: Orientation) -> DeepRgb | None:
        if self._format not in deep_stills.MOST_APART:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with self._opened() as image:
                    found = deep_stills.read(self._fd, image, self._format, orientation)
            same = found is not None and deep_stills.is_same_picture(found.rgb, rgb, self._format)
        except (*READER_FAULTS, MemoryError):
            return None
        return found if same else None

    def _has_picture(self) -> bool:
        """Whether a Photoshop document is of the kind whose flattened picture Pillow reads."""
        head = file_of(self._fd).read(26)
        if len(head) < 26:
            return True  # which is damage
        version, depth, mode = struct.unpack_from(">H16xHH", head, 4)
        return version == 1 and depth in (1, 8) and mode in _SHOWN_MODES

    def _opened(self) -> Image.Image:
        return open_image(self._fd, self._format)


def open_image(fd: int, format_name: str) -> Image.Image:
    """The picture at `fd`, nothing of it decoded yet. Raises one of `READER_FAULTS`."""
    return Image.open(file_of(fd), formats=_READERS[format_name])


def is_animated(fd: int, format_name: str) -> bool:
    """Whether a picture moves; one that cannot be read is taken for a still."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_image(fd, format_name) as image:
                return bool(getattr(image, "is_animated", False))
    except (*READER_FAULTS, MemoryError):
        return False


def _orientation(image: Image.Image) -> Orientation:
    try:
        return of_exif(image.getexif().get(_ORIENTATION_TAG))
    except READER_FAULTS:
        return Orientation()


def _broken_frame(image: Image.Image, format_name: str, orientation: Orientation) -> StillFrame:
    """What can be decoded of a file that is cut or broken; the rest is grey or black."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _frame(image, format_name, orientation)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _frame(
    image: Image.Image,
    format_name: str,
    orientation: Orientation,
    read_deep: Callable[[NDArray[np.uint8], Orientation], DeepRgb | None] = lambda rgb, turn: None,
) -> StillFrame:
    scale = _draft(image)
    image.load()
    is_rgb = image.mode == "RGB"
    digest = hashlib.sha256()
    rgb = still_rows.rgb_rows(image, None if is_rgb else digest.update)
    alpha = still_rows.alpha_rows(image)
    converter = f"Pillow {PIL.__version__} {reader_text(format_name)} {image.mode}"
    if scale > 1:
        converter += f" scale 1/{scale}"
    image.close()
    upright = orientation.upright(rgb)
    planes = digest.hexdigest
    if is_rgb:  # they can be had again from the upright picture, where somebody asks
        planes = partial(still_rows.rows_sha256, orientation.stored_view(upright))
    return StillFrame(
        *(upright, planes, converter, lambda: read_deep(upright, orientation)),
        None if alpha is None else orientation.upright(alpha),
    )


def _draft(image: Image.Image) -> int:
    """Have a very large JPEG decoded smaller; by how much its sides are divided."""
    width, height = image.size
    if width * height <= MAX_FULL_PIXELS:
        return 1
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        raise MediaError(MediaFault.TOO_LARGE)
    scale = 2 if width * height <= 4 * MAX_FULL_PIXELS else 4
    image.draft(None, (-(-width // scale), -(-height // scale)))
    return scale


def reader_text(format_name: str) -> str:
    """The library that reads this format, with its version."""
    if format_name == "jpeg":
        return f"libjpeg-turbo {features.version('libjpeg_turbo') or features.version('jpg')}"
    if format_name == "heic":
        return f"libheif {pi_heif.libheif_info()['libheif']}"
    module = {"webp": "webp", "avif": "avif", "tiff": "libtiff"}.get(format_name)
    version = features.version(module) if module else None
    return f"{module} {version}" if version else format_name
