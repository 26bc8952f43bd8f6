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

import cv2
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
from workbench.media.decode.averaging import Halves, sampled
from workbench.media.decode.deep import DeepRgb
from workbench.media.decode.orientation import Orientation, of_exif
from workbench.media.decode.reader import file_of, size_of
from workbench.media.limits import MAX_SIDE_PX, MAX_STILL_PIXELS
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import PictureType, Unproven
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


class StillFrame:
    """The picture of a still. It has no time; what is made of it is kept."""

    index: int = 0
    pts: int | None = None
    time_base: Fraction | None = None
    time_s: Fraction | None = None
    duration: int = 0
    key: bool = True
    type: PictureType | None = None

    def __init__(
        self,
        rgb: NDArray[np.uint8],
        planes_sha256: Callable[[], str],
        converter: str,
        read_deep: Callable[[], DeepRgb | None] = lambda: None,
    ) -> None:
        """`planes_sha256` and `read_deep` are called when they are asked for."""
        self._rgb = rgb
        self._read_deep = read_deep
        self._rgb.flags.writeable = False
        self._planes_sha256 = planes_sha256
        self.converter = converter
        self._made: dict[object, NDArray[np.uint8]] = {}
        self._halves = Halves(self._rgb)

    def luma(self) -> NDArray[np.uint8]:
        """Grey of the upright picture (BT.601 weights, full range)."""
        return self._kept("luma", lambda: cv2.cvtColor(self._rgb, cv2.COLOR_RGB2GRAY))

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        def make() -> NDArray[np.uint8]:
            small = self._small_rgb(width_px, height_px)
            return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)

        return self._kept(("luma", width_px, height_px), make)

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        return self._kept(("sampled", columns, rows), lambda: sampled(self.luma(), columns, rows))

    def equals(self, other: object) -> bool:
        """Whether both look the same to the last bit."""
        return isinstance(other, StillFrame) and np.array_equal(self._rgb, other._rgb)

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        def make() -> NDArray[np.uint8]:
            small = self._small_rgb(width_px, height_px)
            y_cr_cb = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
            cb_cr = np.empty((*small.shape[:2], 2), np.uint8)
            cv2.mixChannels([y_cr_cb], [cb_cr], [2, 0, 1, 1])
            return cb_cr

        return self._kept(("chroma", width_px, height_px), make)

    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]:
        side = longest_side_px or 1 << 20
        return self.view_rgb(side, side)

    def view_rgb(
        self, max_width_px: int | None = None, max_height_px: int | None = None
    ) -> NDArray[np.uint8]:
        """Upright RGB, area-averaged to what was asked for, never enlarged."""
        height, width, _ = self._rgb.shape
        shrink = min((max_width_px or width) / width, (max_height_px or height) / height, 1.0)
        if shrink == 1.0:
            return self._rgb
        size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
        return self._small_rgb(*size)

    def upright_rgb(self) -> NDArray[np.uint8]:
        return self._rgb

    def planes_sha256(self) -> str:
        """Over the rows of the picture as decoded, in its own mode, before it was turned; of a
        picture with a palette, over the colours that it stands for."""
        return self._planes_sha256()

    def pixels_sha256(self) -> str:
        return hashlib.sha256(np.ascontiguousarray(self._rgb).data).hexdigest()

    def deep(self) -> DeepRgb | None:
        """Upright RGB of 16 bits; None where the file has no more than 8, or where it cannot be
        read again as the same picture with more bits."""
        return self._read_deep()

    def _small_rgb(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        size = (width_px, height_px)
        return self._kept(("rgb", size), lambda: self._halves.averaged(*size))

    def _kept(self, name: object, make: Callable[[], object]) -> NDArray[np.uint8]:
        if name not in self._made:
            made = np.asarray(make(), np.uint8)
            made.flags.writeable = False
            self._made[name] = made
        return self._made[name]


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
    converter = f"Pillow {PIL.__version__} {reader_text(format_name)} {image.mode}"
    if scale > 1:
        converter += f" scale 1/{scale}"
    image.close()
    upright = orientation.upright(rgb)
    planes = digest.hexdigest
    if is_rgb:  # they can be had again from the upright picture, where somebody asks
        planes = partial(still_rows.rows_sha256, orientation.stored_view(upright))
    return StillFrame(upright, planes, converter, lambda: read_deep(upright, orientation))


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
