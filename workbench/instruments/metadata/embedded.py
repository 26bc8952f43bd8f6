"""What else a still carries: XMP, IPTC, the colour profile, JFIF."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from workbench.instruments.metadata.exif import text_value

MAX_XMP_BYTES = 4 << 20
MAX_XMP_TAGS = 500
MAX_LIST = 200

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptcCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://ns.microsoft.com/photo/1.0/": "microsoft",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "GContainer",
    "http://ns.google.com/photos/1.0/panorama/": "GPano",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
}
_NAMES = {
    "XMP-exif:PixelXDimension": "XMP-exif:ExifImageWidth",
    "XMP-exif:PixelYDimension": "XMP-exif:ExifImageHeight",
    "XMP-exif:ExposureBiasValue": "XMP-exif:ExposureCompensation",
    "XMP-exif:ISOSpeedRatings": "XMP-exif:ISO",
    "XMP-exif:FocalLengthIn35mmFilm": "XMP-exif:FocalLengthIn35mmFormat",
    "XMP-exif:GPSTimeStamp": "XMP-exif:GPSDateTime",
    "XMP-photoshop:ICCProfile": "XMP-photoshop:ICCProfileName",
    "XMP-tiff:DateTime": "XMP-tiff:ModifyDate",
    "XMP-tiff:ImageLength": "XMP-tiff:ImageHeight",
}
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?\Z"
)
_RATIO = re.compile(r"(-?\d{1,15})/(\d{1,15})\Z")


def xmp_tags(packet: bytes) -> dict[str, Any]:
    """The properties of an XMP packet under ExifTool's names; empty where it is not XML."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(packet) > MAX_XMP_BYTES:
        return {}
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"))
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return {}
    tags: dict[str, Any] = {}
    toolkit = root.get("{adobe:ns:meta/}xmptk")
    if toolkit:
        tags["XMP-x:XMPToolkit"] = text_value(toolkit)
    rdf = root if root.tag == f"{_RDF}RDF" else root.find(f"{_RDF}RDF")
    for description in () if rdf is None else rdf.findall(f"{_RDF}Description"):
        for name, value in _properties(description, "", depth=0):
            if len(tags) >= MAX_XMP_TAGS:
                return tags
            _keep(tags, _NAMES.get(name, name), value)
    return tags


def _keep(tags: dict[str, Any], name: str, value: Any) -> None:
    """A name that comes again, as the fields of a list of structures do, makes a list."""
    if name in ("XMP-exif:GPSLatitude", "XMP-exif:GPSLongitude"):
        value = _xmp_degrees(value)
    if name not in tags:
        tags[name] = value
        return
    kept = tags[name] if isinstance(tags[name], list) else [tags[name]]
    if len(kept) < MAX_LIST:
        tags[name] = [*kept, *(value if isinstance(value, list) else [value])]


_XMP_DEGREES = re.compile(r"(\d{1,3}),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])\Z")


def _xmp_degrees(value: Any) -> Any:
    """`53,54.1N`: degrees and minutes, the sign as a letter, into signed decimal degrees."""
    found = _XMP_DEGREES.match(value) if isinstance(value, str) else None
    if not found:
        return value
    degrees = int(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
    return -degrees if found[4] in "SW" else degrees


def _properties(parent: Element, above: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Name and value of each property; a structure's fields are named after it."""
    if depth > 6:
        return
    for key, value in parent.attrib.items():
        if key.startswith("{") and not key.startswith((_RDF, "{http://www.w3.org/XML")):
            yield _named(key, above), _xmp_value(value)
    for child in parent:
        if child.tag.startswith(_RDF):
            continue
        yield from _property(child, _named(child.tag, above), depth)


def _property(element: Element, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    holder = next(
        (c for c in element if c.tag in (f"{_RDF}Seq", f"{_RDF}Bag", f"{_RDF}Alt")),
        None,
    )
    if holder is not None:
        items = [item for item in holder if item.tag == f"{_RDF}li"]
        plain = [_xmp_value(item.text) for item in items if not len(item) and item.text]
        if holder.tag == f"{_RDF}Alt":
            chosen = [i for i in items if i.get(_XML_LANG, "x-default") == "x-default"] or items
            if chosen and chosen[0].text:
                yield name, _xmp_value(chosen[0].text)
        elif plain:
            yield name, plain[0] if len(plain) == 1 else plain
        for item in items:
            inner = item.find(f"{_RDF}Description")
            yield from _properties(item if inner is None else inner, name, depth + 1)
        return
    inner = element.find(f"{_RDF}Description")
    structure = element if inner is None else inner
    if len(structure) or _has_fields(structure):
        yield from _properties(structure, name, depth + 1)
    elif element.text and element.text.strip():
        yield name, _xmp_value(element.text)
    elif element.get(f"{_RDF}resource"):
        yield name, _xmp_value(element.get(f"{_RDF}resource"))


def _has_fields(element: Element) -> bool:
    return any(not key.startswith((_RDF, "{http://www.w3.org/XML")) for key in element.attrib)


def _named(key: str, above: str) -> str:
    uri, _, local = key[1:].partition("}")
    local = local[:1].upper() + local[1:]
    if above:
        return above + local
    prefix = _PREFIXES.get(uri) or re.sub(r"\W", "", uri.rstrip("/#").rsplit("/", 1)[-1]) or "x"
    return f"XMP-{prefix}:{local}"


def _xmp_value(text: str | None) -> Any:
    text = (text or "").strip()
    date = _DATE.match(text)
    if date:
        year, month, day, clock, zone = date.groups()
        return f"{year}:{month}:{day}" + (f" {clock}{zone or ''}" if clock else "")
    ratio = _RATIO.match(text)
    if ratio and int(ratio[2]):
        value = float(f"{int(ratio[1]) / int(ratio[2]):.10g}")
        return int(value) if value.is_integer() else value
    return text_value(text)


_IPTC = {
    5: "ObjectName",
    10: "Urgency",
    15: "Category",
    20: "SupplementalCategories",
    25: "Keywords",
    40: "SpecialInstructions",
    55: "DateCreated",
    60: "TimeCreated",
    62: "DigitalCreationDate",
    63: "DigitalCreationTime",
    65: "OriginatingProgram",
    70: "ProgramVersion",
    80: "By-line",
    85: "By-lineTitle",
    90: "City",
    92: "Sub-location",
    95: "Province-State",
    100: "Country-PrimaryLocationCode",
    101: "Country-PrimaryLocationName",
    103: "OriginalTransmissionReference",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "CopyrightNotice",
    118: "Contact",
    120: "Caption-Abstract",
    122: "Writer-Editor",
}
_LISTS = frozenset({20, 25, 80, 85})


def iptc_tags(block: bytes) -> dict[str, Any]:
    """The application record of an IPTC-IIM block (IIM 4.2, chapter 6)."""
    tags: dict[str, Any] = {}
    utf8 = b"\x1c\x01\x5a" in block and b"\x1b%G" in block
    for record, number, data in _datasets(block):
        name = _IPTC.get(number)
        if record != 2 or name is None:
            continue
        text = data.decode("utf-8" if utf8 else "latin-1", "replace")
        key, value = f"IPTC:{name}", _iptc_value(name, text)
        if number in _LISTS and key in tags:
            kept = tags[key] if isinstance(tags[key], list) else [tags[key]]
            tags[key] = [*kept, value][:200]
        else:
            tags.setdefault(key, value)
    return tags


def _datasets(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, number, size = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if size & 0x8000 or at + size > len(block):
            return
        yield record, number, block[at : at + size]
        at += size


def _iptc_value(name: str, text: str) -> Any:
    if name.endswith(("DateCreated", "CreationDate")) and re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}:{text[4:6]}:{text[6:]}"
    clock = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(?:([+-]\d\d)(\d\d))?", text)
    if name.endswith(("TimeCreated", "CreationTime")) and clock:
        zone = f"{clock[4]}:{clock[5]}" if clock[4] else ""
        return f"{clock[1]}:{clock[2]}:{clock[3]}{zone}"
    return text_value(text)


def profile_tags(profile: bytes) -> dict[str, Any]:
    """Head and description of an ICC profile (ICC.1:2022, 7.2)."""
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return {}
    year, month, day, hour, minute, second = struct.unpack_from(">6H", profile, 24)
    tags: dict[str, Any] = {
        "ICC-header:ProfileCMMType": _four(profile, 4),
        "ICC-header:ProfileVersion": struct.unpack_from(">H", profile, 8)[0],
        "ICC-header:ProfileClass": _four(profile, 12, strip=False),
        "ICC-header:ColorSpaceData": _four(profile, 16, strip=False),
        "ICC-header:ProfileConnectionSpace": _four(profile, 20, strip=False),
        "ICC-header:ProfileFileSignature": _four(profile, 36),
        "ICC-header:PrimaryPlatform": _four(profile, 40),
        "ICC-header:RenderingIntent": struct.unpack_from(">I", profile, 64)[0],
        "ICC-header:ProfileDateTime": (
            f"{year:04d}:{month:02d}:{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
        ),
        "ICC-header:DeviceManufacturer": _four(profile, 48),
        "ICC-header:DeviceModel": _four(profile, 52),
        "ICC-header:ProfileID": " ".join(str(byte) for byte in profile[84:100]),
        "ICC-header:ProfileCreator": _four(profile, 80),
    }
    description = _profile_text(profile, b"desc")
    if description:
        tags["ICC_Profile:ProfileDescription"] = text_value(description)
    rights = _profile_text(profile, b"cprt")
    if rights:
        tags["ICC_Profile:ProfileCopyright"] = text_value(rights)
    return tags


def _four(profile: bytes, at: int, strip: bool = True) -> str:
    text = profile[at : at + 4].decode("latin-1")
    return text.strip("\0 ") if strip else text


def _profile_text(profile: bytes, signature: bytes) -> str | None:
    count = min(struct.unpack_from(">I", profile, 128)[0], 100)
    for place in range(count):
        if len(profile) < 132 + 12 * (place + 1):
            return None
        name, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * place)
        if name == signature:
            return _text_element(profile[at : at + size])
    return None


def _text_element(data: bytes) -> str | None:
    if data[:4] == b"desc" and len(data) >= 12:
        size = struct.unpack_from(">I", data, 8)[0]
        return data[12 : 12 + size].decode("latin-1")
    if data[:4] == b"mluc" and len(data) >= 28:
        size, at = struct.unpack_from(">II", data, 20)
        return data[at : at + size].decode("utf-16-be", "replace")
    return data[8:].decode("latin-1") if data[:4] == b"text" else None


def image_tags(info: dict[Any, Any]) -> dict[str, Any]:
    """What Pillow keeps beside the picture: JFIF, comment, and the text chunks of a PNG."""
    tags: dict[str, Any] = {}
    version = info.get("jfif_version")
    if isinstance(version, tuple) and len(version) == 2:
        tags["JFIF:JFIFVersion"] = f"{version[0]} {version[1]}"
        density, unit = info.get("jfif_density"), info.get("jfif_unit")
        if isinstance(density, tuple) and len(density) == 2:
            tags["JFIF:ResolutionUnit"] = unit
            tags["JFIF:XResolution"], tags["JFIF:YResolution"] = density
    comment = info.get("comment")
    if isinstance(comment, bytes) and comment:
        tags["File:Comment"] = text_value(comment.decode("utf-8", "replace"))
    for key, value in info.items():
        if isinstance(key, str) and isinstance(value, str) and key != "comment" and len(tags) < 100:
            name = re.sub(r"\W", "", key.title())
            if name and not key.startswith(("XML:", "Raw profile")):
                tags[f"PNG:{name}"] = text_value(value)
    return tags


def photoshop_iptc(info: dict[Any, Any]) -> bytes | None:
    """The IPTC block among the Photoshop resources of a JPEG, or that of a TIFF."""
    resources = info.get("photoshop")
    block = resources.get(0x0404) if isinstance(resources, dict) else None
    return block if isinstance(block, bytes) else None
