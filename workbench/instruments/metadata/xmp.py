"""XMP packets (ISO 16684-1), flat under ExifTool's names: structures, lists, languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from workbench.instruments.metadata.exif import text_value
from workbench.instruments.metadata.xmp_names import known_prefix, property_name

MAX_XMP_BYTES = 4 << 20
MAX_XMP_TAGS = 1000
MAX_LIST = 200
MAX_DEPTH = 8

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_META = "{adobe:ns:meta/}"
_LISTS = (f"{_RDF}Seq", f"{_RDF}Bag", f"{_RDF}Alt")
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:\d\d)?)?\Z"
)
_RATIO = re.compile(r"(-?\d{1,15})/(\d{1,15})\Z")
_DEGREES = re.compile(r"(\d{1,3}),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])\Z")
_SECOND_TO_EXIF = ("XMP-exif:", "XMP-tiff:")
"""Of values that come twice in these the first counts, in others the last, as ExifTool has it."""
_DEGREE_TAGS = frozenset(
    f"XMP-exif:GPS{which}{axis}" for which in ("", "Dest") for axis in ("Latitude", "Longitude")
)
_POWERS = {
    "XMP-exif:ApertureValue": 0.5,
    "XMP-exif:MaxApertureValue": 0.5,
    "XMP-exif:ShutterSpeedValue": -1.0,
}


@dataclass(slots=True)
class _Reading:
    """What was read so far, and what the file calls its namespaces."""

    prefixes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, Any] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    """Names whose values lie in lists, and add up."""


def xmp_tags(packet: bytes) -> dict[str, Any]:
    """The properties of an XMP packet; empty where it is not XML."""
    reading = _Reading()
    root = _parsed(packet, reading.prefixes)
    if root is None:
        return {}
    toolkit = root.get(f"{_META}xmptk") or root.get(f"{_META}xaptk")
    if toolkit:
        reading.tags["XMP-x:XMPToolkit"] = text_value(toolkit)
    rdf = root if root.tag == f"{_RDF}RDF" else root.find(f".//{_RDF}RDF")
    for description in () if rdf is None else rdf.findall(f"{_RDF}Description"):
        about = description.get(f"{_RDF}about") or description.get("about")
        if about:
            reading.tags["XMP-rdf:About"] = text_value(about)
        for name, value, listed in _fields(reading, description, "", "", depth=0):
            if len(reading.tags) >= MAX_XMP_TAGS:
                return reading.tags
            _keep(reading, name, value, listed)
    return reading.tags


def _parsed(packet: bytes, prefixes: dict[str, str]) -> Element | None:
    """The root of the packet, and the prefixes of its namespaces. Entities are refused."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    if len(packet) > MAX_XMP_BYTES:
        return None
    packet = packet.strip(b"\0 \r\n\t")
    if b"<" not in packet:
        return None
    if b"\0" not in packet:  # not UTF-16: what stands around the markup is no part of it
        packet = packet[packet.find(b"<") : packet.rfind(b">") + 1]
    root: Element | None = None
    try:
        for event, found in iterparse(io.BytesIO(packet), events=("start-ns", "start")):
            if event == "start-ns":
                prefix, uri = found
                prefixes.setdefault(uri, prefix)
            elif root is None:
                root = found
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        # What came before the mistake was read, and is kept if it is enough for a property.
        return root
    return root


def _keep(reading: _Reading, name: str, value: Any, listed: bool) -> None:
    value = _measure(name, value)
    if name not in reading.tags:
        reading.tags[name] = value
        if listed:
            reading.listed.add(name)
    elif listed and name in reading.listed:
        kept = reading.tags[name]
        kept = kept if isinstance(kept, list) else [kept]
        if len(kept) < MAX_LIST:
            reading.tags[name] = [*kept, *(value if isinstance(value, list) else [value])]
    elif not name.startswith(_SECOND_TO_EXIF):
        reading.tags[name] = value


def _measure(name: str, value: Any) -> Any:
    """Degrees and APEX values as plain numbers."""
    if name in _DEGREE_TAGS and isinstance(value, str):
        return _decimal_degrees(value)
    if name in _POWERS and isinstance(value, (int, float)) and abs(value) < 100:
        return float(f"{2 ** (_POWERS[name] * value):.15g}")
    return value


def _decimal_degrees(text: str) -> float | str:
    """`53,54.1N`: degrees and minutes, the sign as a letter, into signed decimal degrees."""
    found = _DEGREES.match(text)
    if not found:
        return text
    degrees = int(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
    return -degrees if found[4] in "SW" else degrees


Property = tuple[str, Any, bool]
"""Name, value, whether it lies in a list."""


def _fields(
    reading: _Reading, parent: Element, prefix: str, path: str, depth: int, listed: bool = False
) -> Iterator[Property]:
    """The properties of a description, or the fields of a structure."""
    if depth > MAX_DEPTH:
        return
    for key, value in parent.attrib.items():
        if key.startswith("{") and not key.startswith((_RDF, _XML)):
            group, inner = _below(reading, key, prefix, path)
            yield property_name(group, inner), _value(value, group, inner), listed
    for child in parent:
        if not child.tag.startswith(_RDF):
            group, inner = _below(reading, child.tag, prefix, path)
            yield from _property(reading, child, group, inner, depth, listed)


def _below(reading: _Reading, key: str, prefix: str, path: str) -> tuple[str, str]:
    """Group and path of a property; the outermost one's namespace names the group."""
    uri, _, local = key[1:].rpartition("}")
    local = local[:1].upper() + local[1:]
    return (prefix or known_prefix(uri, reading.prefixes.get(uri))), path + local


def _property(
    reading: _Reading, element: Element, prefix: str, path: str, depth: int, listed: bool
) -> Iterator[Property]:
    name = property_name(prefix, path)
    holder = next((child for child in element if child.tag in _LISTS), None)
    if holder is not None:
        yield from _list(reading, holder, prefix, path, depth, listed)
        return
    inner = element.find(f"{_RDF}Description")
    structure = element if inner is None else inner
    value = element.find(f"{_RDF}value")
    if value is not None:  # a value with qualifiers
        yield name, _value(value.text, prefix, path), listed
    elif len(structure) or _has_fields(structure):
        yield from _fields(reading, structure, prefix, path, depth + 1, listed)
    elif element.get(f"{_RDF}resource"):
        yield name, _value(element.get(f"{_RDF}resource"), prefix, path), listed
    elif inner is None and element.get(f"{_RDF}parseType") != "Resource":
        yield name, _value(element.text, prefix, path), listed


def _list(
    reading: _Reading, holder: Element, prefix: str, path: str, depth: int, listed: bool
) -> Iterator[Property]:
    name = property_name(prefix, path)
    items = [item for item in holder if item.tag == f"{_RDF}li"][:MAX_LIST]
    languages = holder.tag == f"{_RDF}Alt" and any(item.get(f"{_XML}lang") for item in items)
    if not items and holder.tag == f"{_RDF}Alt":
        return
    for item in items:
        inner = item.find(f"{_RDF}Description")
        structure = item if inner is None else inner
        language = item.get(f"{_XML}lang", "x-default")
        if languages:
            suffix = "" if language.lower() == "x-default" else f"-{_language(language)}"
            yield name + suffix, _value(item.text, prefix, path), listed
        elif len(structure) or _has_fields(structure):
            nested = next((child for child in structure if child.tag in _LISTS), None)
            if nested is not None:
                yield from _list(reading, nested, prefix, path, depth + 1, listed=True)
            elif depth <= MAX_DEPTH:
                yield from _fields(reading, structure, prefix, path, depth + 1, listed=True)
        else:
            text = item.text if item.text else item.get(f"{_RDF}resource")
            yield name, _value(text, prefix, path), True


def _language(code: str) -> str:
    language, _, country = code.partition("-")
    return f"{language.lower()}-{country.upper()}" if country else language.lower()


def _has_fields(element: Element) -> bool:
    return any(key.startswith("{") and not key.startswith((_RDF, _XML)) for key in element.attrib)


def _value(text: str | None, prefix: str, path: str) -> Any:
    text = (text or "").strip()
    date = _DATE.match(text)
    if date:
        year, month, day, clock, zone = date.groups()
        return f"{year}:{month}:{day}" + (f" {clock}{zone or ''}" if clock else "")
    if path in ("LensInfo", "LensSpecification"):
        return " ".join(str(_ratio(word)) for word in text.split())
    return _ratio(text)


def _ratio(text: str) -> Any:
    ratio = _RATIO.match(text)
    if not ratio:
        return text_value(text)
    above, below = int(ratio[1]), int(ratio[2])
    if not below:
        return "inf" if above else "undef"
    value = float(f"{above / below:.15g}")
    return int(value) if value.is_integer() else value
