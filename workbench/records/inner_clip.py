"""Inner clip: the clip that a phone keeps inside a still (motion photo)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InnerClip:
    """A range of a still's bytes that is a clip by itself."""

    offset: int
    size_bytes: int
    stated_by: str | None
    """What announces it: `MotionPhoto` or `MicroVideo` in XMP, `mpvd`, the box of a HEIC;
    None where it merely lies there."""

    @property
    def range_text(self) -> str:
        """First and last byte, as HTTP writes ranges."""
        return f"{self.offset}-{self.offset + self.size_bytes - 1}"
