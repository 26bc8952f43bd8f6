"""Provenance: what a file's own words suggest about where it comes from, and what does not agree.

None of it is proof: every mark can be copied or forged, and most files are copies of copies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from workbench.records.errors import Fact


class Strength(StrEnum):
    """How much an indicator says, where nobody has forged it."""

    WEAK = "weak"
    """Others leave it too, or a name that anybody can give."""
    MODERATE = "moderate"
    """A habit of one platform or program, seen in its files."""
    STRONG = "strong"
    """The program names itself, in a place where only it writes."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A mark of a platform, device or program that a rule has found."""

    rule: str
    platform: str
    found_in: str
    """The tag, part or name that carries the mark."""
    found: str
    """The words of the mark, cut to a line."""
    meaning: str
    """Of the rule, in English: the key of its translation."""
    strength: Strength


class NoticeCode(StrEnum):
    """What does not agree in a file, or is worth knowing before it is believed."""

    CAPTURE_AFTER_MODIFICATION = "capture_after_modification"
    ZONE_MISSING = "zone_missing"
    GPS_TIME_DIFFERS = "gps_time_differs"
    ZONE_IMPLIED = "zone_implied"
    TIME_NOT_SET = "time_not_set"
    TIME_IN_FUTURE = "time_in_future"
    NAME_TIME_DIFFERS = "name_time_differs"
    DURATION_DIFFERS = "duration_differs"
    SOFTWARE_NAMED = "software_named"
    SIZE_DIFFERS = "size_differs"
    EXTENSION_DIFFERS = "extension_differs"
    NO_CAPTURE_DATA = "no_capture_data"
    PART_CUT = "part_cut"
    BYTES_IN_NO_PART = "bytes_in_no_part"
    BYTES_AFTER_END = "bytes_after_end"
    SPACE_NOT_EMPTY = "space_not_empty"
    CHECKSUM_FAILS = "checksum_fails"
    FURTHER_PICTURES = "further_pictures"
    CLIP_INSIDE = "clip_inside"
    NOT_FLATTENED = "not_flattened"
    READERS_DIFFER = "readers_differ"
    READER_ENDED = "reader_ended"
    PLACES_DIFFER = "places_differ"
    THUMBNAIL_DIFFERS = "thumbnail_differs"
    MODEL_SIZE_DIFFERS = "model_size_differs"
    SOURCE_DIFFERS = "source_differs"
    SIDECAR_TIME_DIFFERS = "sidecar_time_differs"
    SIDECAR_PLACE_DIFFERS = "sidecar_place_differs"
    SIDECAR_MEDIUM_DIFFERS = "sidecar_medium_differs"
    SIDECAR_DIGEST_DIFFERS = "sidecar_digest_differs"
    SIDECAR_UNREADABLE = "sidecar_unreadable"
    CAPTURE_AFTER_UPLOAD = "capture_after_upload"
    CLAIMED_PLACE_DIFFERS = "claimed_place_differs"
    CLAIMED_TIME_DIFFERS = "claimed_time_differs"
    EXISTED_BEFORE = "existed_before"
    PICTURE_GAP = "picture_gap"
    SOUND_GAP = "sound_gap"
    TIMES_OVERLAP = "times_overlap"
    CLOCK_GOES_BACK = "clock_goes_back"
    SOUND_COVERS_PART = "sound_covers_part"
    KEY_CADENCE_CHANGES = "key_cadence_changes"
    PICTURE_STANDS = "picture_stands"
    PICTURE_NEARLY_STANDS = "picture_nearly_stands"
    RATE_PADDED = "rate_padded"
    FRAMES_REPEATED = "frames_repeated"


@dataclass(frozen=True, slots=True)
class Notice:
    """A fact with its code; the sentence and the harmless causes are in `i18n.notices`."""

    code: NoticeCode
    facts: dict[str, Fact] = field(default_factory=dict)
