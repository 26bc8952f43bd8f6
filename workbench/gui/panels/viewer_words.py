"""Viewer words: the exact facts of a frame, and why there is none."""

from __future__ import annotations

from fractions import Fraction

from workbench.gui import text
from workbench.i18n import _, ngettext
from workbench.i18n.frame_tables import table_difference_sentence
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import fault_sentence, sentence
from workbench.media.player import Shown
from workbench.media.playing import HEARD_FROM, HEARD_TO
from workbench.records.card import ItemCard
from workbench.records.errors import MediaError, MediaFault, Refusal
from workbench.records.frame import ExtractedFrame, FrameTable, TableDifference
from workbench.records.item import Item, MediaKind, MediaStatus, Medium
from workbench.records.mediatime import clock_text


def facts(
    medium: Medium,
    shown: Shown | None,
    table: FrameTable | None,
    zoom: float,
    adjusted: str | None = None,
) -> list[str]:
    """The line under the picture: time, frame, PTS, size, what was applied, zoom."""
    if shown is None:
        return []
    parts = place(shown, table)
    size = medium.upright_size_px
    if size is not None:
        parts.append(_("{width} × {height}").format(width=size[0], height=size[1]))
    parts.append(_applied(medium))
    parts.append(_aspect(medium))
    parts += _colour(medium)
    parts.append(_("{percent} %").format(percent=_percent(zoom)))
    if shown.scale < 1.0:
        # A very large still: what is on screen is not every pixel of it.
        parts.append(_("read at {percent} % of its size").format(percent=_percent(shown.scale)))
    parts.append(adjusted or _("no adjustments"))
    return parts


def place(shown: Shown, table: FrameTable | None) -> list[str]:
    """Where the frame is: all that is said of it while it plays."""
    if shown.pts is None or shown.time_base is None or shown.time_s is None:
        return [_("still")]
    parts = [clock_text(shown.time_s)]
    if shown.index is not None and table is not None:
        number = _("frame {index} of {count}").format(index=shown.index, count=len(table))
    else:
        number = _("frames not counted yet")
    if shown.type is not None:
        kind = _("{place}, {type} key") if shown.key else _("{place}, {type}")
        number = kind.format(place=number, type=shown.type.value)
    parts.append(number)
    base = f"{shown.time_base.numerator}/{shown.time_base.denominator}"
    parts.append(_("PTS {pts} × {base} s").format(pts=shown.pts, base=base))
    return parts


def heard(at_s: Fraction, medium: Medium, playing: list[str]) -> list[str]:
    """The line of an item without pictures."""
    length = clock_text(medium.duration_s or Fraction(0))
    return [_("{time} of {length}").format(time=clock_text(at_s), length=length), *playing]


def playing(speed: float | None, dropped: int | None, sound: bool) -> list[str]:
    """What is said of the way it plays, or last played; `dropped` is None without pictures."""
    parts = []
    if speed is not None:
        times = f"{abs(speed):g}"
        backward = _("backward at {times}×").format(times=times)
        parts.append(backward if speed < 0 else _("playing at {times}×").format(times=times))
        is_heard = sound and HEARD_FROM <= speed <= HEARD_TO
        parts.append(_("sound on") if is_heard else _("silent"))
    if dropped is not None and (speed is not None or dropped):
        n = dropped
        parts.append(ngettext("{n} frame dropped", "{n} frames dropped", n).format(n=n))
    return parts


def is_heard(card: ItemCard) -> bool:
    """Whether there is sound to play, though there is no picture."""
    sound = card.item.kind is MediaKind.SOUND
    return sound and card.status in (MediaStatus.OK, MediaStatus.PARTIAL)


def _applied(medium: Medium) -> str:
    if medium.rotation_deg and medium.mirrored:
        return _("turned {degrees}° and mirrored").format(degrees=medium.rotation_deg)
    if medium.rotation_deg:
        return _("turned {degrees}°").format(degrees=medium.rotation_deg)
    return _("mirrored") if medium.mirrored else _("not turned")


def _aspect(medium: Medium) -> str:
    aspect = medium.sample_aspect_ratio
    if aspect == 1 or not aspect:
        return _("square pixels")
    ratio = f"{aspect.numerator}:{aspect.denominator}"
    return _("pixel aspect {ratio} applied").format(ratio=ratio)


_MATRICES = {"bt601": "BT.601", "bt709": "BT.709", "bt2020": "BT.2020", "rgb": "RGB"}


def _colour(medium: Medium) -> list[str]:
    """How the planes were read, and what was done for the screen alone."""
    stream = medium.video
    if stream is None or stream.matrix is None:
        return []
    matrix = _MATRICES.get(stream.matrix, stream.matrix)
    if stream.matrix == "rgb":
        parts = [matrix]
    elif stream.full_range:
        parts = [_("{matrix}, full range").format(matrix=matrix)]
    else:
        parts = [_("{matrix}, limited range").format(matrix=matrix)]
    if stream.bits is not None and stream.bits > 8:
        parts.append(_("{bits} bits").format(bits=stream.bits))
    if stream.transfer is not None:
        name = stream.transfer.value.upper()
        parts.append(_("HDR ({transfer}) tone-mapped for viewing").format(transfer=name))
    return parts


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.0f}" if percent >= 10 else f"{percent:.1f}"


def no_item() -> tuple[str, str, str]:
    """Icon, title and body while nothing is selected."""
    return "film", _("Choose an item on the left to see it here."), ""


def no_picture(card: ItemCard) -> tuple[str, str, str] | None:
    """Icon, title and body for an item that is not opened; None for one that can be."""
    name = safe(card.item.name)
    why = _why(card)
    if card.status is MediaStatus.QUARANTINED:
        remedy = _("It is not opened again by itself. To go on, ask the source for another copy.")
        if may_be_measured(card):
            remedy = _(
                "It is not opened again by itself. To go on, ask the source for another copy, or "
                "measure it again."
            )
        return "shield-alert", _("“{name}” is quarantined").format(name=name), f"{why}\n\n{remedy}"
    if card.status is MediaStatus.UNSUPPORTED:
        return (
            *("file-question-mark", _("“{name}” cannot be shown").format(name=name)),
            _("{why}\n\nThe original is kept, and is sealed by its digest.").format(why=why),
        )
    if card.status is MediaStatus.DAMAGED:
        return (
            *("triangle-alert", _("“{name}” is damaged").format(name=name)),
            _("{why}\n\nThe original is kept unchanged.").format(why=why),
        )
    if card.item.kind is MediaKind.SOUND:
        return (
            "audio-lines",
            _("“{name}” is a sound recording").format(name=name),
            _("It has no picture. Its sound is on the timeline."),
        )
    return None


def may_be_measured(card: ItemCard) -> bool:
    """Whether so much is known of the item that it can be measured."""
    return card.item.kind is not MediaKind.UNKNOWN


def partial(card: ItemCard) -> str | None:
    """Says that only a part could be read, where it is so."""
    if card.status is not MediaStatus.PARTIAL:
        return None
    return _("Only a part of this file could be read: {why}").format(why=_why(card))


def notice(card: ItemCard, difference: TableDifference | None) -> str | None:
    """What has to be known of an item that is shown all the same."""
    said = [partial(card)]
    if difference is not None:
        said.append(table_difference_sentence(difference))
    return " ".join(one for one in said if one) or None


def fault(item: Item, error: MediaError | Refusal) -> tuple[str, str, str]:
    """Icon, title and body when an item could not be opened."""
    quarantined = isinstance(error, MediaError) and error.fault.quarantines
    title = _("“{name}” could not be shown").format(name=safe(item.name))
    body = text.breakable(sentence(error))
    return "shield-alert" if quarantined else "triangle-alert", title, _capital(body)


def frame_fault(error: MediaError) -> str:
    """A frame in the middle of a clip could not be read."""
    return _("That frame could not be shown: {why}").format(why=sentence(error))


def extracted(frame: ExtractedFrame) -> str:
    if frame.adjusted is not None:
        return _("Extracted as it is shown, with its adjustments: see Frames")
    if frame.index is None:
        return _("The picture was extracted: see Frames")
    return _("Frame {index} was extracted: see Frames").format(index=frame.index)


def extracted_many(n: int) -> str:
    return ngettext(
        "{n} frame was extracted: see Frames", "{n} frames were extracted: see Frames", n
    ).format(n=n)


def cited(frame: ExtractedFrame) -> str:
    if frame.index is None:
        return _("The citation of the picture was copied")
    return _("The citation of frame {index} was copied").format(index=frame.index)


def _why(card: ItemCard) -> str:
    fault_code = card.reason or card.item.medium.fault
    try:
        return _capital(fault_sentence(MediaFault(str(fault_code))))
    except ValueError:
        return _("The reason was not recorded.")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
