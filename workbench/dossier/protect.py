"""Protecting: the public variant of a dossier, without what could lead to people.

Tags are let through by name and everything else stays out, because nobody can list the tags in
which makers of telephones put a serial number or a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workbench.records.claim import Claim
from workbench.records.custody import CustodyEntry
from workbench.records.dossier import (
    WITHHELD,
    Dossier,
    DossierVariant,
    ItemSection,
    Omission,
    OmissionKind,
)
from workbench.records.finding import Finding
from workbench.records.item import Item, ItemSource
from workbench.records.known_structure import Likeness
from workbench.records.lineage import Family
from workbench.records.match import LibraryReference, Match
from workbench.records.provenance import Indicator, Notice, NoticeCode
from workbench.records.sidecar import Sidecar, SidecarContent

_HARMLESS_TAGS = frozenset(
    "File:FileType File:MIMEType File:ImageWidth File:ImageHeight "
    "IFD0:Make IFD0:Model IFD0:Orientation IFD0:ModifyDate "
    "ExifIFD:DateTimeOriginal ExifIFD:CreateDate ExifIFD:OffsetTime ExifIFD:OffsetTimeOriginal "
    "ExifIFD:OffsetTimeDigitized ExifIFD:SubSecTime ExifIFD:SubSecTimeOriginal "
    "ExifIFD:SubSecTimeDigitized ExifIFD:ExposureTime ExifIFD:FNumber ExifIFD:ISO "
    "ExifIFD:FocalLength ExifIFD:ExifImageWidth ExifIFD:ExifImageHeight GPS:GPSDateStamp "
    "GPS:GPSTimeStamp QuickTime:MajorBrand QuickTime:MinorVersion QuickTime:CompatibleBrands "
    "QuickTime:CreateDate QuickTime:ModifyDate QuickTime:TimeScale QuickTime:Duration "
    "Keys:Make Keys:Model Keys:CreationDate".split()
)
_HARMLESS_TRACK_TAGS = frozenset(
    "TrackCreateDate TrackModifyDate TrackDuration ImageWidth ImageHeight MediaCreateDate "
    "MediaModifyDate MediaTimeScale MediaDuration VideoFrameRate AudioFormat AudioChannels "
    "AudioSampleRate CompressorID Rotation".split()
)
_HARMLESS_NOTICES = frozenset(
    {
        *(NoticeCode.CAPTURE_AFTER_MODIFICATION, NoticeCode.ZONE_MISSING),
        *(NoticeCode.GPS_TIME_DIFFERS, NoticeCode.ZONE_IMPLIED, NoticeCode.TIME_NOT_SET),
        *(NoticeCode.TIME_IN_FUTURE, NoticeCode.DURATION_DIFFERS, NoticeCode.SIZE_DIFFERS),
        *(NoticeCode.EXTENSION_DIFFERS, NoticeCode.NO_CAPTURE_DATA, NoticeCode.PART_CUT),
        *(NoticeCode.BYTES_IN_NO_PART, NoticeCode.BYTES_AFTER_END, NoticeCode.SPACE_NOT_EMPTY),
        *(NoticeCode.CHECKSUM_FAILS, NoticeCode.FURTHER_PICTURES, NoticeCode.CLIP_INSIDE),
        NoticeCode.NOT_FLATTENED,
        *(NoticeCode.READERS_DIFFER, NoticeCode.THUMBNAIL_DIFFERS, NoticeCode.PICTURE_GAP),
        *(NoticeCode.SOUND_GAP, NoticeCode.TIMES_OVERLAP, NoticeCode.CLOCK_GOES_BACK),
        *(NoticeCode.SOUND_COVERS_PART, NoticeCode.KEY_CADENCE_CHANGES),
        *(NoticeCode.PICTURE_STANDS, NoticeCode.PICTURE_NEARLY_STANDS),
        *(NoticeCode.RATE_PADDED, NoticeCode.FRAMES_REPEATED),
    }
)
_TRACK = re.compile(r"Track[0-9]+:")
_SHORTEST_NAME = 2
"""A name of one letter would blot out half of a text."""


def public(dossier: Dossier) -> Dossier:
    """The dossier without pictures, names, addresses, positions and unknown tags; says how many."""
    return _Protection(dossier).dossier()


class _Protection:
    """One dossier being protected; counts what it leaves out."""

    def __init__(self, dossier: Dossier) -> None:
        self._whole = dossier
        self._count: Counter[OmissionKind] = Counter()
        names = sorted(set(_private_texts(dossier)), key=len, reverse=True)
        self._names = re.compile(
            "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names) or r"(?!)",
            re.IGNORECASE,
        )

    def dossier(self) -> Dossier:
        whole = self._whole
        protected = replace(
            whole,
            variant=DossierVariant.PUBLIC,
            case=replace(whole.case, title=self._text(whole.case.title)),
            items=tuple(map(self._section, whole.items)),
            claims=tuple(map(self._claim, whole.claims)),
            families=None if whole.families is None else tuple(map(self._family, whole.families)),
            findings=tuple(map(self._finding, whole.findings)),
            custody=tuple(map(self._entry, whole.custody)),
        )
        left_out = tuple(Omission(k, self._count[k]) for k in OmissionKind if self._count[k])
        return replace(protected, omissions=left_out)

    def _withhold(self, kind: OmissionKind) -> str:
        self._count[kind] += 1
        return WITHHELD

    def _text(self, text: str) -> str:
        """A text that stays, without the names and addresses in it."""
        return self._names.sub(lambda _: self._withhold(OmissionKind.MENTIONS), text)

    def _text_or_none(self, text: str | None) -> str | None:
        return None if text is None else self._text(text)

    def _texts(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self._text, texts))

    def _section(self, section: ItemSection) -> ItemSection:
        self._count[OmissionKind.PICTURES] += len(section.frames)
        sheet = section.sheet
        return replace(
            section,
            item=self._item(section.item),
            sheet=replace(
                sheet, title=self._text_or_none(sheet.title), tags=self._texts(sheet.tags)
            ),
            source=self._source(section.source),
            sidecars=self._sidecars(section),
            notices=self._notices(section),
            metadata=None if section.metadata is None else self._metadata(section.metadata),
            moments=None if section.moments is None else self._moments(section.moments),
            marks=None if section.marks is None else tuple(map(self._mark, section.marks)),
            likenesses=None
            if section.likenesses is None
            else tuple(map(self._likeness, section.likenesses)),
            credentials=self._credentials(section.credentials),
            matches=tuple(map(self._match, section.matches)),
            decisions=tuple(replace(d, why=self._text(d.why)) for d in section.decisions),
            annotations=tuple(
                replace(
                    a,
                    text=self._text(a.text),
                    tags=self._texts(a.tags),
                    author=self._withhold(OmissionKind.AUTHORS),
                )
                for a in section.annotations
            ),
        )

    def _item(self, item: Item) -> Item:
        self._count[OmissionKind.TAGS] += len(item.medium.tags)
        source = item.source
        return replace(
            item,
            medium=replace(item.medium, tags=()),
            source=replace(
                source,
                path=self._withhold(OmissionKind.ADDRESSES),
                name=self._text(source.name),
                url=None if source.url is None else self._withhold(OmissionKind.ADDRESSES),
                uploader=(
                    None if source.uploader is None else self._withhold(OmissionKind.CLAIMANTS)
                ),
            ),
        )

    def _source(self, source: ItemSource | None) -> ItemSource | None:
        if source is None:
            return None
        url, uploader = source.url, source.uploader
        return replace(
            source,
            url=None if url is None else self._withhold(OmissionKind.ADDRESSES),
            uploader=None if uploader is None else self._withhold(OmissionKind.CLAIMANTS),
        )

    def _metadata(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Tags by name, times without what is beside them; no position."""
        tags = facts.get("tags")
        tags = tags if isinstance(tags, dict) else {}
        kept = {name: self._value(value) for name, value in tags.items() if _is_harmless(name)}
        self._count[OmissionKind.TAGS] += len(tags) - len(kept)
        if facts.get("location") is not None:
            self._withhold(OmissionKind.LOCATIONS)
        return {"tags": kept, "location": None, "times": list(_times(facts.get("times")))}

    def _moments(self, moments: dict[str, Any]) -> dict[str, Any] | None:
        """Rates, key frames and repeats; no position, and no device that wrote them."""
        if moments.get("telemetry") is not None:
            self._withhold(OmissionKind.LOCATIONS)
        kept = {name: facts for name, facts in moments.items() if name in ("flow", "repeats")}
        return kept or None

    def _value(self, value: Any) -> Any:
        return self._text(value) if isinstance(value, str) else value

    def _sidecars(self, section: ItemSection) -> tuple[Sidecar, ...] | None:
        """That they are there, of which program, and their digests; nothing that they say."""
        if section.sidecars is None:
            return None
        self._count[OmissionKind.SIDECARS] += len(section.sidecars)
        return tuple(map(_silent, section.sidecars))

    def _notices(self, section: ItemSection) -> tuple[Notice, ...] | None:
        """Those that tell nothing but what the file's own times, sizes and parts are."""
        if section.notices is None:
            return None
        kept = tuple(notice for notice in section.notices if notice.code in _HARMLESS_NOTICES)
        self._count[OmissionKind.NOTICES] += len(section.notices) - len(kept)
        return kept

    def _mark(self, mark: Indicator) -> Indicator:
        """What stood in the file stays where it is no words of people."""
        if mark.found_in == "name" or _is_harmless(mark.found_in):
            return replace(mark, found=self._text(mark.found))
        return replace(mark, found=self._withhold(OmissionKind.TAGS))

    def _likeness(self, one: Likeness) -> Likeness:
        """How a structure is known, somebody may have said of himself."""
        sources = tuple(self._withhold(OmissionKind.MENTIONS) for _ in one.sources)
        return replace(one, known_as=self._text(one.known_as), sources=sources)

    def _credentials(self, told: dict[str, Any] | None) -> dict[str, Any] | None:
        """Whether a seal holds and which program made it; titles and signers may be people."""
        if told is None:
            return None
        kept = {name: told[name] for name in _HARMLESS_CREDENTIALS if name in told}
        tree = told.get("tree")
        left = len(told) - len(kept)
        if isinstance(tree, list):
            kept["tree"] = [_bare_manifest(one) for one in tree if isinstance(one, dict)]
            left -= 1
        self._count[OmissionKind.TAGS] += left
        return kept

    def _match(self, match: Match) -> Match:
        reference = match.reference
        if not isinstance(reference, LibraryReference):
            return match
        return replace(match, reference=self._reference(reference))

    def _reference(self, reference: LibraryReference) -> LibraryReference:
        return replace(
            reference,
            title=self._text(reference.title),
            place=self._text_or_none(reference.place),
            source=self._text_or_none(reference.source),
            url=self._text_or_none(reference.url),
        )

    def _family(self, family: Family) -> Family:
        members = (
            one if one.reference is None else replace(one, reference=self._reference(one.reference))
            for one in family.members
        )
        return replace(family, members=tuple(members))

    def _claim(self, claim: Claim) -> Claim:
        said_by = claim.claimant
        return replace(
            claim,
            text=self._text(claim.text),
            claimant=None if said_by is None else self._withhold(OmissionKind.CLAIMANTS),
            answers=tuple(replace(a, text=self._text(a.text)) for a in claim.answers),
        )

    def _finding(self, finding: Finding) -> Finding:
        return replace(finding, text=self._text(finding.text))

    def _entry(self, entry: CustodyEntry) -> CustodyEntry:
        self._withhold(OmissionKind.CUSTODY_CONTENT)
        return replace(entry, actor=WITHHELD, subject={})


def _silent(sidecar: Sidecar) -> Sidecar:
    content = sidecar.file.content
    file = replace(
        sidecar.file,
        name=WITHHELD,
        path=WITHHELD,
        content=SidecarContent(content.form, fault=content.fault),
    )
    return replace(sidecar, file=file)


_HARMLESS_CREDENTIALS = ("status", "integrity", "trust", "failures", "manifests", "reason")


def _bare_manifest(told: dict[str, Any]) -> dict[str, Any]:
    """What a program says of its acts and what the checks found; no title, no name, no words."""
    actions = [
        {name: act[name] for name in ("action", "digitalSourceType") if name in act}
        for act in told.get("actions", ())
    ]
    ingredients = [
        {name: one[name] for name in ("relationship", "recorded") if name in one}
        for one in told.get("ingredients", ())
    ]
    names = ("claim_generator", "integrity", "checks")
    kept = {name: told[name] for name in names if name in told}
    return {**kept, "actions": actions, "ingredients": ingredients}


def _private_texts(dossier: Dossier) -> Iterator[str]:
    """Names and addresses that must not be read anywhere else either."""
    for text in _all_private_texts(dossier):
        stripped = (text or "").strip().lstrip("@")
        if len(stripped) >= _SHORTEST_NAME:
            yield stripped


def _all_private_texts(dossier: Dossier) -> Iterator[str | None]:
    for claim in dossier.claims:
        yield claim.claimant
    for entry in dossier.custody:
        yield entry.actor
    for section in dossier.items:
        yield section.item.source.url
        yield section.item.source.uploader
        if section.source is not None:
            yield from (section.source.url, section.source.uploader)
        for sidecar in section.sidecars or ():
            said = sidecar.file.said
            yield from (said.url, said.uploader, said.creator, said.chat, said.forwarded_from)
        if section.item.source.path != section.item.source.name:
            yield section.item.source.path
        yield from (annotation.author for annotation in section.annotations)


def _is_harmless(tag: str) -> bool:
    if _TRACK.match(tag):
        return tag.partition(":")[2] in _HARMLESS_TRACK_TAGS
    return tag in _HARMLESS_TAGS


def _times(times: Any) -> Iterator[dict[str, Any]]:
    for one in times if isinstance(times, list) else []:
        if isinstance(one, dict):
            names = ("at", "zone_known", "meaning", "from")
            yield {name: one[name] for name in names if name in one}
