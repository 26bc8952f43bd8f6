"""IPTC-IIM (Information Interchange Model 4.2), named and valued as ExifTool does."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from workbench.instruments.metadata.exif import binary, text_value

MAX_LIST = 200
# fmt: off
_ENVELOPE = {
    0: "EnvelopeRecordVersion", 5: "Destination", 20: "FileFormat", 22: "FileVersion",
    30: "ServiceIdentifier", 40: "EnvelopeNumber", 50: "ProductID", 60: "EnvelopePriority",
    70: "DateSent", 80: "TimeSent", 90: "CodedCharacterSet", 100: "UniqueObjectName",
    120: "ARMIdentifier", 122: "ARMVersion",
}
_APPLICATION = {
    0: "ApplicationRecordVersion", 3: "ObjectTypeReference", 4: "ObjectAttributeReference",
    5: "ObjectName", 7: "EditStatus", 8: "EditorialUpdate", 10: "Urgency", 12: "SubjectReference",
    15: "Category", 20: "SupplementalCategories", 22: "FixtureIdentifier", 25: "Keywords",
    26: "ContentLocationCode", 27: "ContentLocationName", 30: "ReleaseDate", 35: "ReleaseTime",
    37: "ExpirationDate", 38: "ExpirationTime", 40: "SpecialInstructions", 42: "ActionAdvised",
    45: "ReferenceService", 47: "ReferenceDate", 50: "ReferenceNumber", 55: "DateCreated",
    60: "TimeCreated", 62: "DigitalCreationDate", 63: "DigitalCreationTime",
    65: "OriginatingProgram", 70: "ProgramVersion", 75: "ObjectCycle", 80: "By-line",
    85: "By-lineTitle", 90: "City", 92: "Sub-location", 95: "Province-State",
    100: "Country-PrimaryLocationCode", 101: "Country-PrimaryLocationName",
    103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "CopyrightNotice", 118: "Contact", 120: "Caption-Abstract", 121: "LocalCaption",
    122: "Writer-Editor", 125: "RasterizedCaption", 130: "ImageType", 131: "ImageOrientation",
    135: "LanguageIdentifier", 150: "AudioType", 151: "AudioSamplingRate",
    152: "AudioSamplingResolution", 153: "AudioDuration", 154: "AudioOutcue", 184: "JobID",
    185: "MasterDocumentID", 186: "ShortDocumentID", 187: "UniqueDocumentID", 188: "OwnerID",
    200: "ObjectPreviewFileFormat", 201: "ObjectPreviewFileVersion", 202: "ObjectPreviewData",
    221: "Prefs", 225: "ClassifyState", 228: "SimilarityIndex", 230: "DocumentNotes",
    231: "DocumentHistory", 232: "ExifCameraInfo", 255: "CatalogSets",
}
# fmt: on
_RECORDS = {1: _ENVELOPE, 2: _APPLICATION}
_LISTS = frozenset(
    {(1, 5), (1, 50), (2, 12), (2, 20), (2, 25), (2, 26), (2, 27), (2, 45), (2, 47), (2, 50)}
    | {(2, 80), (2, 85), (2, 118), (2, 122), (2, 255)}
)
_NUMBERS = frozenset({(1, 0), (1, 20), (1, 22), (1, 120), (1, 122), (2, 0), (2, 200), (2, 201)})
_BINARY = frozenset({(2, 125), (2, 202)})


def iptc_tags(block: bytes) -> dict[str, Any]:
    """The envelope and the application record of a block."""
    tags: dict[str, Any] = {}
    utf8 = b"\x1c\x01\x5a" in block and b"\x1b%G" in block
    for record, number, data in _datasets(block):
        name = _RECORDS.get(record, {}).get(number)
        if name is None:
            continue
        value = _value(record, number, name, data, utf8)
        if (record, number) in _LISTS and name in tags:
            kept = tags[name] if isinstance(tags[name], list) else [tags[name]]
            tags[name] = [*kept, value][:MAX_LIST]
        else:
            tags.setdefault(name, value)
    return tags


def _datasets(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, number, size = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if size & 0x8000:  # IIM 1.5.8: the length itself is as long as these bits say
            digits = size & 0x7FFF
            if digits > 8:
                return
            size = int.from_bytes(block[at : at + digits], "big")
            at += digits
        if at + size > len(block):
            return
        yield record, number, block[at : at + size]
        at += size


def _value(record: int, number: int, name: str, data: bytes, utf8: bool) -> Any:
    if (record, number) in _NUMBERS:
        return int.from_bytes(data[:4], "big")
    if (record, number) in _BINARY:
        return binary(data)
    text = data.decode("utf-8" if utf8 else "latin-1", "replace")
    if name.endswith(("Date", "DateCreated", "DateSent")) and re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}:{text[4:6]}:{text[6:]}"
    clock = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(?:([+-]\d\d)(\d\d))?", text)
    if name.endswith(("Time", "TimeCreated", "TimeSent")) and clock:
        zone = f"{clock[4]}:{clock[5]}" if clock[4] else ""
        return f"{clock[1]}:{clock[2]}:{clock[3]}{zone}"
    return text_value(text)
