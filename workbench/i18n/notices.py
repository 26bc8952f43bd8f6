"""The sentences behind notices and origins: what was found, and its harmless causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from workbench.i18n import _, ngettext, notices_over_time, of_resource
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sidecar_fault
from workbench.i18n.summary import place_word, time_said
from workbench.records.claimed import Basis
from workbench.records.errors import MediaFault
from workbench.records.provenance import Indicator, Notice, NoticeCode, Strength
from workbench.records.stated_time import StatedTime


def says(notice: Notice) -> str:
    """What was found, in one sentence."""
    facts = {name: shown(str(value)) for name, value in notice.facts.items()}
    return _SAYS[notice.code]().format_map(facts | _worded(notice))


def _worded(notice: Notice) -> dict[str, str]:
    """Facts that are codes, as words."""
    facts, words = notice.facts, {}
    if notice.code is NoticeCode.SOURCE_DIFFERS:
        words["field"] = source_word(str(facts["field"]))
        words["who"] = who_word(facts.get("sidecar"))
        words["other_who"] = who_word(facts.get("other_sidecar"))
    elif notice.code is NoticeCode.CAPTURE_AFTER_UPLOAD:
        words["who"] = who_word(facts.get("sidecar"))
    elif "basis" in facts:
        words["who"] = basis_word(str(facts["basis"]), shown(str(facts["record"])))
    elif notice.code is NoticeCode.SIDECAR_UNREADABLE:
        words["fault"] = sidecar_fault(MediaFault(str(facts["fault"])))
    for name in ("place", "sidecar", "other_sidecar"):
        if name in facts:
            words[name] = place_word(str(facts[name])) if facts[name] else _("the analyst")
    for name in ("at", "captured", "uploaded", "claimed") if notice.code in _SPANS else ():
        if name in facts:
            words[name] = shown(str(facts[name])).replace("T", " ").replace("/", " – ")
    if "apart_s" in facts and notice.code is not NoticeCode.GPS_TIME_DIFFERS:
        words["apart"] = apart_text(int(facts["apart_s"] or 0))
    return words


_SPANS = frozenset(
    {
        *(NoticeCode.CLAIMED_TIME_DIFFERS, NoticeCode.EXISTED_BEFORE),
        *(NoticeCode.CAPTURE_AFTER_UPLOAD, NoticeCode.SIDECAR_TIME_DIFFERS),
    }
)
"""Notices whose times may be spans of time."""


def who_word(sidecar: object) -> str:
    """Who says something of the source: a sidecar, or without one the analyst."""
    return shown(str(sidecar)) if sidecar else _("the analyst")


def source_word(field: str) -> str:
    """What is said of the source."""
    return {"url": _("address"), "uploader": _("uploader"), "uploaded": _("time of upload")}[field]


def basis_word(basis: str, record: str) -> str:
    """Who says where and when footage is of."""
    words = {
        Basis.CLAIM: _("claim {record}"),
        Basis.ANSWER: _("the answer about claim {record}"),
        Basis.ENTRY: _("the known footage “{record}”"),
    }
    return words[Basis(basis)].format(record=record)


def read_words(place: tuple[float, float] | None, time: StatedTime | None) -> Iterator[str]:
    """What was read from the words of a claim or an answer, for whoever wrote them."""
    if place is not None:
        yield _("Read as the place {place}").format(place=f"{place[0]:.6f}, {place[1]:.6f}")
    if time is not None:
        begin, end = (_read(at) for at in (time.begin, time.end))
        if begin == end:
            yield _("Read as the time {time}").format(time=begin)
        else:
            yield _("Read as the time from {begin} to {end}").format(begin=begin, end=end)


def _read(at: datetime) -> str:
    """To the minute, its zone told from the end of a span."""
    if at.tzinfo is None:
        return at.isoformat(" ", "minutes")
    return time_said(at.isoformat("T", "minutes"))


def apart_text(seconds: int) -> str:
    """A stretch of time in the unit that suits it."""
    if seconds < 2 * 60:
        return _("{n} s").format(n=seconds)
    if seconds < 2 * 3600:
        return _("{n} min").format(n=round(seconds / 60))
    if seconds < 2 * 86400:
        return _("{n} h").format(n=round(seconds / 3600, 1))
    days = seconds // 86400
    return ngettext("{n} day", "{n} days", days).format(n=days)


def harmless(notice: Notice) -> str:
    """What it can come from without anybody meaning harm."""
    return _HARMLESS[notice.code]()


def means(indicator: Indicator) -> str:
    """What a mark means, in the user's language."""
    return of_resource(indicator.meaning)


def strength_word(strength: Strength) -> str:
    return {
        Strength.WEAK: _("weak sign"),
        Strength.MODERATE: _("moderate sign"),
        Strength.STRONG: _("strong sign"),
    }[strength]


def origin_caution() -> str:
    """What must be said wherever origins are listed."""
    return _(
        "These marks tell what wrote the file last, not whether the scene is real. They can be "
        "copied or forged. That none is found is normal."
    )


_SAYS: dict[NoticeCode, Callable[[], str]] = {
    NoticeCode.CAPTURE_AFTER_MODIFICATION: lambda: _(
        "The time of capture ({captured}, {captured_in}) lies after the time of change "
        "({modified}, {modified_in})."
    ),
    NoticeCode.ZONE_MISSING: lambda: _(
        "The time of capture ({at}, {place}) is given without a time zone."
    ),
    NoticeCode.GPS_TIME_DIFFERS: lambda: _(
        "The camera's clock ({at}, {place}) and the time of the satellites ({gps}) are {apart_s} s "
        "apart."
    ),
    NoticeCode.ZONE_IMPLIED: lambda: _(
        "Against the time of the satellites ({gps}) the camera's clock ({at}, {place}) is "
        "{hours} h from UTC."
    ),
    NoticeCode.TIME_NOT_SET: lambda: _("A time was never set: {place}."),
    NoticeCode.TIME_IN_FUTURE: lambda: _(
        "The time {at} ({place}) lies after the file was received ({received})."
    ),
    NoticeCode.NAME_TIME_DIFFERS: lambda: _(
        "The name states {named}, the file {at} ({place}): {days} days apart."
    ),
    NoticeCode.DURATION_DIFFERS: lambda: _(
        "The head states {stated_s} s, the samples of the longest track last {samples_s} s."
    ),
    NoticeCode.SOFTWARE_NAMED: lambda: _(
        "The file names an editing program: {software} ({place})."
    ),
    NoticeCode.SIZE_DIFFERS: lambda: _(
        "The camera's data state {stated} pixels, the picture has {shown}."
    ),
    NoticeCode.EXTENSION_DIFFERS: lambda: _(
        "The name ends in “.{suffix}”, but the content is {format}."
    ),
    NoticeCode.NO_CAPTURE_DATA: lambda: _(
        "The file states no device, no time of capture and no place."
    ),
    NoticeCode.PART_CUT: lambda: _(
        "The part {path} promises {bytes} bytes more than there are; it ends at byte {offset}."
    ),
    NoticeCode.BYTES_IN_NO_PART: lambda: _(
        "{bytes} bytes from byte {offset} on belong to no part ({path})."
    ),
    NoticeCode.BYTES_AFTER_END: lambda: _(
        "{bytes} bytes follow after the end of the content, from byte {offset} on."
    ),
    NoticeCode.SPACE_NOT_EMPTY: lambda: _(
        "Space that is marked as free is not empty: {path}, {bytes} bytes from byte {offset} on."
    ),
    NoticeCode.CHECKSUM_FAILS: lambda: _(
        "The checksum of the part {path} (byte {offset}) does not hold."
    ),
    NoticeCode.FURTHER_PICTURES: lambda: _(
        "The file holds {count} further pictures after the one that is shown."
    ),
    NoticeCode.CLIP_INSIDE: lambda: _(
        "The still carries a clip of {bytes} bytes, from byte {offset} on."
    ),
    NoticeCode.NOT_FLATTENED: lambda: _(
        "The Photoshop document was saved without its flattened picture ({place} is 0): what is "
        "shown is what stands in its place, not the picture."
    ),
    NoticeCode.READERS_DIFFER: lambda: _(
        "Two readers of EXIF give different values for {count} tags: {place}."
    ),
    NoticeCode.READER_ENDED: lambda: _(
        "A reader of EXIF ({reader}) came to no end and was ended; what the others read is shown."
    ),
    NoticeCode.PLACES_DIFFER: lambda: _(
        "Two places are stated, {km} km apart: {place} and {other}."
    ),
    NoticeCode.THUMBNAIL_DIFFERS: lambda: _(
        "The embedded small picture ({place}) is not the picture: likeness {correlation} of 1, "
        "aspect {aspect} against {picture_aspect}."
    ),
    NoticeCode.MODEL_SIZE_DIFFERS: lambda: _(
        "The file names {model} ({place}), whose pictures have {sizes} pixels; this one has "
        "{shown}."
    ),
    NoticeCode.SOURCE_DIFFERS: lambda: _(
        "Two things are said of the source, {field}: {value} ({who}) and {other} ({other_who})."
    ),
    NoticeCode.SIDECAR_TIME_DIFFERS: lambda: _(
        "{sidecar} states {captured} as the time of capture, the file {at} ({place}): at least "
        "{apart} apart."
    ),
    NoticeCode.SIDECAR_PLACE_DIFFERS: lambda: _(
        "{sidecar} states the place {claimed}, {place} {stated}: {km} km apart."
    ),
    NoticeCode.SIDECAR_MEDIUM_DIFFERS: lambda: _(
        "{sidecar} is about footage of {stated}; the file has {shown}."
    ),
    NoticeCode.SIDECAR_DIGEST_DIFFERS: lambda: _(
        "{sidecar} states another SHA-256 for the file: {stated}."
    ),
    NoticeCode.SIDECAR_UNREADABLE: lambda: _(
        "{sidecar} lies beside the file and could not be read: {fault}"
    ),
    NoticeCode.CAPTURE_AFTER_UPLOAD: lambda: _(
        "The time of capture ({captured}, {place}) lies {apart} after the time of upload "
        "({uploaded}, {who})."
    ),
    NoticeCode.CLAIMED_PLACE_DIFFERS: lambda: _(
        "The coordinates {stated} ({place}) lie {km} km from the claimed place {claimed} ({who})."
    ),
    NoticeCode.CLAIMED_TIME_DIFFERS: lambda: _(
        "The time of capture ({at}, {place}) lies at least {apart} outside the claimed time "
        "{claimed} ({who})."
    ),
    NoticeCode.EXISTED_BEFORE: lambda: _(
        "The footage was there at {at} ({place}), at least {apart} before the claimed time "
        "{claimed} ({who})."
    ),
    **notices_over_time.SAYS,
}

_HARMLESS: dict[NoticeCode, Callable[[], str]] = {
    NoticeCode.CAPTURE_AFTER_MODIFICATION: lambda: _(
        "A clock set anew, or a program that writes one of the two in another zone."
    ),
    NoticeCode.ZONE_MISSING: lambda: _(
        "Normal: most cameras write the time of their own clock. Which zone it was must come from "
        "elsewhere."
    ),
    NoticeCode.GPS_TIME_DIFFERS: lambda: _(
        "The camera's clock was set wrongly, or the satellites were last received earlier."
    ),
    NoticeCode.ZONE_IMPLIED: lambda: _(
        "Normal: a clock in local time. The difference is the zone, if the clock was right."
    ),
    NoticeCode.TIME_NOT_SET: lambda: _(
        "Normal for files from platforms and many programs: the field was left at zero."
    ),
    NoticeCode.TIME_IN_FUTURE: lambda: _("A clock set wrongly, on the camera or on this computer."),
    NoticeCode.NAME_TIME_DIFFERS: lambda: _(
        "Messengers name files by the time of receiving or saving, not of recording."
    ),
    NoticeCode.DURATION_DIFFERS: lambda: _(
        "An edit list that hides a part, a recording that was cut off, or a fragmented file."
    ),
    NoticeCode.SOFTWARE_NAMED: lambda: _(
        "Turning, cutting to size or converting is enough to leave a program's name."
    ),
    NoticeCode.SIZE_DIFFERS: lambda: _(
        "The picture was made smaller or cut since, as many programs and services do."
    ),
    NoticeCode.EXTENSION_DIFFERS: lambda: _(
        "Somebody renamed the file, or a service converted it and kept the name."
    ),
    NoticeCode.NO_CAPTURE_DATA: lambda: _(
        "Normal: nearly all platforms and messengers remove these data."
    ),
    NoticeCode.PART_CUT: lambda: _("An interrupted download or recording, or a damaged file."),
    NoticeCode.BYTES_IN_NO_PART: lambda: _("A program that left room, or a damaged file."),
    NoticeCode.BYTES_AFTER_END: lambda: _(
        "Phones append data of their own; some services add marks; padding of a card or of mail."
    ),
    NoticeCode.SPACE_NOT_EMPTY: lambda: _(
        "Programs leave remains of an earlier state or a note of their own."
    ),
    NoticeCode.CHECKSUM_FAILS: lambda: _("A damaged file, or a program that does not compute it."),
    NoticeCode.FURTHER_PICTURES: lambda: _(
        "Normal: previews, gain maps of bright pictures, depth maps, pictures for both eyes."
    ),
    NoticeCode.CLIP_INSIDE: lambda: _(
        "Normal: phones record a few seconds around a still (motion photo)."
    ),
    NoticeCode.NOT_FLATTENED: lambda: _(
        "Normal where the program was told not to keep it, to save room. Open the document in a "
        "program that draws its layers."
    ),
    NoticeCode.READERS_DIFFER: lambda: _("A damaged or oddly written EXIF block."),
    NoticeCode.READER_ENDED: lambda: _(
        "A damaged EXIF block; some damage of this kind is made to stop readers."
    ),
    NoticeCode.PLACES_DIFFER: lambda: _(
        "A preview or a part of another recording, or rounding by a program."
    ),
    NoticeCode.THUMBNAIL_DIFFERS: lambda: _(
        "Programs that cut, turn or retouch a picture often leave the small one as the camera made "
        "it. It may show what was cut away."
    ),
    NoticeCode.MODEL_SIZE_DIFFERS: lambda: _(
        "The picture was cut or scaled, is a panorama, a still taken while filming, or comes from "
        "another camera program; or the table of models does not know this size."
    ),
    NoticeCode.SOURCE_DIFFERS: lambda: _(
        "The same footage stands at several addresses, names change, or a file beside it is about "
        "another copy."
    ),
    NoticeCode.SIDECAR_TIME_DIFFERS: lambda: _(
        "A clock set wrongly or a zone not stated; services guess the time of files that have "
        "none, and people correct it there."
    ),
    NoticeCode.SIDECAR_PLACE_DIFFERS: lambda: _(
        "Services guess places from the account's movements, and people set them by hand."
    ),
    NoticeCode.SIDECAR_MEDIUM_DIFFERS: lambda: _(
        "Another size of the same footage was fetched, or it was cut or converted since; or the "
        "file beside it is about another one."
    ),
    NoticeCode.SIDECAR_DIGEST_DIFFERS: lambda: _(
        "The file was converted or written to since, or the digest is of another copy."
    ),
    NoticeCode.SIDECAR_UNREADABLE: lambda: _(
        "An interrupted download, or a program that writes it in a form of its own."
    ),
    NoticeCode.CAPTURE_AFTER_UPLOAD: lambda: _(
        "A clock set wrongly, a zone not stated, or the time of converting in place of that of "
        "recording."
    ),
    NoticeCode.CLAIMED_PLACE_DIFFERS: lambda: _(
        "A place is claimed roughly, satellites were received badly or not lately, or the "
        "coordinates are of where the file was edited or sent."
    ),
    NoticeCode.CLAIMED_TIME_DIFFERS: lambda: _(
        "A clock set wrongly, a zone not stated, or a claim that means the time of posting."
    ),
    NoticeCode.EXISTED_BEFORE: lambda: _(
        "A clock set wrongly, a zone not stated, or a date that was kept from a template; else the "
        "footage is older than claimed."
    ),
    **notices_over_time.HARMLESS,
}
