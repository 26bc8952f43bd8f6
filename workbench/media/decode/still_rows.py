"""The rows of a decoded still: as RGB, and digested in the picture's own mode."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MAX_WHOLE_PIXELS = 16_000_000
"""Handed over in one piece up to here: a third quicker, for twice the memory."""
BAND_PX = 64
"""Rows that are handed over at once: so few stay in the processor's cache."""


def rows_sha256(picture: NDArray[np.uint8]) -> str:
    digest = hashlib.sha256()
    for top in range(0, len(picture), BAND_PX):
        digest.update(np.ascontiguousarray(picture[top : top + BAND_PX]).data)
    return digest.hexdigest()


def rgb_rows(image: Image.Image, update: Callable[[bytes], object] | None) -> NDArray[np.uint8]:
    """RGB of the whole picture, of a large one made band by band so that it is never in memory
    three times; `update`, if any, is given the rows in the picture's own mode."""
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    width, height = image.size
    if update is None and width * height <= MAX_WHOLE_PIXELS:
        return np.asarray(image)
    rgb = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, BAND_PX):
        band = image.crop((0, top, width, min(top + BAND_PX, height)))
        if update is not None:
            update(band.tobytes())
        rgb[top : top + BAND_PX] = np.asarray(_to_rgb(band))
    return rgb


def alpha_rows(image: Image.Image) -> NDArray[np.uint8] | None:
    """How opaque each pixel is, 255 wholly; None where all are."""
    if image.mode in ("P", "PA") and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in ("RGBA", "LA"):
        return None
    alpha = np.asarray(image.getchannel("A"))
    return None if alpha.min() == 255 else alpha


def on_white(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture laid on white as Pillow pastes."""
    laid = np.empty_like(rgb)
    for top in range(0, len(rgb), BAND_PX):
        band, mask = (np.ascontiguousarray(one[top : top + BAND_PX]) for one in (rgb, alpha))
        ground = Image.new("RGB", (band.shape[1], len(band)), "white")
        ground.paste(Image.fromarray(band), mask=Image.fromarray(mask))
        laid[top : top + BAND_PX] = np.asarray(ground)
    return laid


def _to_rgb(band: Image.Image) -> Image.Image:
    if band.mode.startswith("I"):  # 16 bits and more: Pillow itself would clip, not scale
        grey = np.asarray(band).astype(np.int64)
        return Image.fromarray(np.clip(grey >> 8, 0, 255).astype(np.uint8)).convert("RGB")
    return band if band.mode == "RGB" else band.convert("RGB")
