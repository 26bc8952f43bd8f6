"""Fingerprint: perceptual bits of one frame, alike for pictures that look alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.records.mediatime import Timestamp


class FingerprintKind(StrEnum):
    """The algorithm that made a fingerprint."""

    PDQ = "pdq"
    FEATURES = "sift-bits"
    """Local features: see `records.features`."""
    LANDMARKS = "sound-landmarks"
    """Of the sound: see `records.landmarks`."""
    ISCC_IMAGE = "iscc-image"
    """Handed on to others: see `records.iscc`."""

    @property
    def is_searched(self) -> bool:
        """Whether footage is found by it here."""
        return self is not FingerprintKind.ISCC_IMAGE


class Variant(StrEnum):
    """Which picture of the frame was fingerprinted."""

    RAW = "raw"
    RAW_MIRRORED = "raw-mirrored"
    TRIMMED = "trimmed"
    """Without the bars that stand still through the whole clip."""
    TRIMMED_MIRRORED = "trimmed-mirrored"

    @property
    def mirrored(self) -> bool:
        return self in (Variant.RAW_MIRRORED, Variant.TRIMMED_MIRRORED)

    @property
    def trimmed(self) -> bool:
        return self in (Variant.TRIMMED, Variant.TRIMMED_MIRRORED)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A perceptual hash of one frame. Never text: leading zeros are bits."""

    kind: FingerprintKind
    bits: bytes
    """32 bytes for PDQ, most significant first: its hexadecimal form is the exchange format."""
    quality: int
    """0 to 100; under 50 the frame is too plain to be matched."""
    at: Timestamp | None
    """None for a still."""
