"""Drawing on arrays: text in the font that OpenCV carries, which knows Latin, Cyrillic and Greek.

No font of the machine is used, so that the same page comes out everywhere.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import cv2

Rgb = NDArray[np.uint8]
Colour = tuple[int, int, int]
PLAIN, BOLD = 400, 700
_FONT = "sans"
_MOST_CHARACTERS = 1000


def page(width_px: int, height_px: int) -> Rgb:
    """A white page."""
    return np.full((height_px, width_px, 3), 255, np.uint8)


def write(
    onto: Rgb, text: str, left_px: int, baseline_px: int, size_px: int, ink: Colour, weight: int
) -> None:
    """Draw one line of text."""
    import cv2

    cv2.putText(onto, drawable(text), (left_px, baseline_px), ink, _font(), size_px, weight)


def width_of(text: str, size_px: int, weight: int) -> int:
    """How wide a line of text is, in pixels."""
    import cv2

    _, _, width, _ = cv2.getTextSize((0, 0), drawable(text), (0, 0), _font(), size_px, weight)
    return int(width)


def elided(text: str, most_px: int, size_px: int, weight: int) -> str:
    """The text, its middle left out where it is wider than there is room."""
    text = drawable(text)
    if width_of(text, size_px, weight) <= most_px:
        return text
    low, high = 0, len(text) // 2
    while low < high:
        kept = (low + high + 1) // 2
        if width_of(_shortened(text, kept), size_px, weight) <= most_px:
            low = kept
        else:
            high = kept - 1
    return _shortened(text, low)


def drawable(text: str) -> str:
    """Without what is not seen or turns the order of letters: control and format characters."""
    kept = text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    return "".join("?" if unicodedata.category(c).startswith("C") else c for c in kept)


def paste(onto: Rgb, picture: Rgb, left_px: int, top_px: int) -> None:
    height, width, _ = picture.shape
    onto[top_px : top_px + height, left_px : left_px + width] = picture


def frame(onto: Rgb, box: tuple[int, int, int, int], ink: Colour) -> None:
    """A line of one pixel around left, top, width, height."""
    left, top, width, height = box
    import cv2

    cv2.rectangle(onto, (left, top), (left + width - 1, top + height - 1), ink, 1)


def _shortened(text: str, kept: int) -> str:
    return f"{text[:kept]}…{text[len(text) - kept :]}"


@lru_cache(maxsize=1)
def _font() -> cv2.FontFace:
    import cv2

    return cv2.FontFace(_FONT)
