"""Values of tags in words and units; what is not known stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.i18n import tags


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("IFD0:Orientation", 6, "to be turned by 90° clockwise"),
        ("IFD0:Orientation", 77, "77"),
        ("ExifIFD:Flash", 0x10, "did not fire, switched off"),
        ("ExifIFD:Flash", 0x5F, "fired, automatic, light came back, against red eyes"),
        ("ExifIFD:Flash", 0x20, "no flash in this camera"),
        ("ExifIFD:ExposureTime", 0.00125, "1/800 s"),
        ("ExifIFD:ExposureTime", 2, "2 s"),
        ("ExifIFD:ExposureTime", 0, "0 s"),
        ("ExifIFD:FNumber", 4.5, "f/4.5"),
        ("GPS:GPSLatitude", 53.9, "53.9°"),
        ("GPS:GPSLatitudeRef", "N", "north"),
        ("GPS:GPSAltitude", 220.5, "220.5 m"),
        ("Track2:AudioSampleRate", 44100, "44\u202f100 Hz"),
        ("QuickTime:CompatibleBrands", ["isom", "mp42"], "isom, mp42"),
        ("XMP-x:Own", True, "yes"),
        ("XMP-x:Own", {"a": [1]}, '{"a": [1]}'),
        ("XMP-x:Own", "line\u202eturned", "line‹U+202E›turned"),
    ],
)
def test_a_value_is_said_in_words_and_units(name: str, value: Any, said: str) -> None:
    assert tags.readable(name, value) == said


def test_bytes_are_named_by_their_number_and_digest() -> None:
    value = {"bytes": 2342, "sha256": "ab" * 32}
    assert tags.readable("ExifIFD:MakerNote", value) == f"2\u202f342 bytes, SHA-256 {'ab' * 32}"


def test_what_is_common_has_a_meaning_and_the_rest_has_none() -> None:
    assert tags.meaning("IFD0:Make")
    assert tags.meaning("Keys:Make") == tags.meaning("IFD0:Make")
    assert tags.meaning("XMP-x:NobodyKnows") is None
