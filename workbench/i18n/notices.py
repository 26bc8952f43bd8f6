"""The sentences behind notices and origins: what was found, and its harmless causes."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _, of_resource
from workbench.i18n.safe import shown
from workbench.records.provenance import Indicator, Notice, NoticeCode, Strength


def says(notice: Notice) -> str:
    """What was found, in one sentence."""
    facts = {name: shown(str(value)) for name, value in notice.facts.items()}
    return _SAYS[notice.code]().format_map(facts)


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
}
