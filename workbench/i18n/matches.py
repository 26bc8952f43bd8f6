"""What a match says, in words that the eye can check; the window and the dossier say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.match import (
    Alignment,
    Basis,
    Hearing,
    Search,
    Seeing,
    Segment,
    SoundEvidence,
    Unclear,
)

RATE_SLACK = 0.005
CROP_SLACK = 0.01
MOMENT_S = 0.05


def span(start_s: float, end_s: float) -> str:
    """`41.0–47.6 s`, or one moment."""
    if end_s - start_s < MOMENT_S:
        return _("{at} s").format(at=f"{start_s:.1f}")
    return _("{start}–{end} s").format(start=f"{start_s:.1f}", end=f"{end_s:.1f}")


def manner(segment: Segment, as_query: bool = True) -> list[str]:
    """How the pictures differ, seen from the query or from the reference: mirrored, turned,
    faster, cut; empty when not at all."""
    said = []
    if segment.mirrored:
        said.append(_("mirrored left to right"))
    if segment.rotated_deg:
        degrees = segment.rotated_deg if as_query else 360 - segment.rotated_deg
        said.append(_("turned {degrees}° clockwise").format(degrees=degrees))
    lasts = segment.query_end_s > segment.query_start_s
    if lasts and abs(segment.rate - 1) > RATE_SLACK:
        rate = segment.rate if as_query else 1 / segment.rate
        said.append(_("at {rate} times the speed").format(rate=f"{rate:.3g}"))
        if segment.sound is not None and segment.sound.keeps_pitch:
            said.append(_("with its pitch kept"))
    left, top, right, bottom = segment.crop
    inside = max(left, top, 1 - right, 1 - bottom)
    outside = min(left, top, 1 - right, 1 - bottom)
    if inside > CROP_SLACK or outside < -CROP_SLACK:
        shows = (
            _("shows {width} % × {height} % of the other picture")
            if as_query
            else _("the other shows {width} % × {height} % of this picture")
        )
        width, height = round(100 * (right - left)), round(100 * (bottom - top))
        said.append(shows.format(width=width, height=height))
    return said


CHANCE_BITS = 128
"""So far apart are the fingerprints of two frames that have nothing in common."""


def measured(segment: Segment) -> str:
    """What the correspondence rests on, with units and meaning."""
    edges = _("edges ± {s} s").format(s=f"{segment.uncertainty_s:.2f}")
    if segment.basis is Basis.SOUND and segment.sound is not None:
        return f"{_landmarks(segment.sound)} · {edges}"
    frames = ngettext("{n} frame corresponds", "{n} frames correspond", segment.frames)
    distance = _("median distance {distance} of 256 bits").format(
        distance=f"{segment.distance_median:.0f}"
    )
    if segment.distance_median >= CHANCE_BITS:
        distance = _("found by parts of the picture, not by whole frames")
    parts = [frames.format(n=count_text(segment.frames)), distance, edges]
    if segment.inliers is not None:
        parts.append(_("{n} features agree").format(n=count_text(segment.inliers)))
    else:
        parts.append(_("local features not compared"))
    if segment.sound is not None:
        parts.append(_landmarks(segment.sound))
    return " · ".join(parts)


def _landmarks(sound: SoundEvidence) -> str:
    return _("{n} of {of} landmarks of the sound agree, {chance} would by chance").format(
        n=count_text(sound.agreeing), of=count_text(sound.landmarks), chance=f"{sound.chance:.0f}"
    )


def heard(segment: Segment, as_query: bool = True) -> list[str]:
    """What the sound says of a stretch, and the picture of one that was only heard: sentences
    without full stops; none where sound was not asked about."""
    if segment.hearing is None:
        return []
    if segment.basis is not Basis.SOUND:
        return [_hearing(segment, as_query)]
    said = [
        _("The same recording is heard: what is faint corresponds too")
        if segment.hearing is Hearing.SAME
        else _(
            "The same music or broadcast may be heard, or the same recording under other sound or "
            "strongly compressed"
        )
    ]
    if segment.seeing is Seeing.OTHER:
        said.append(_("Same sound, other picture: no picture of these seconds was found to match"))
        said.append(
            _(
                "Music or a broadcast laid under two clips gives this too: it does not show that "
                "they were recorded together"
            )
        )
    elif segment.seeing is Seeing.NONE:
        said.append(_("One of the two has no picture"))
    else:
        said.append(_("The pictures of these seconds are too plain to be compared"))
    return said


def heard_words(segment: Mapping[str, Any]) -> tuple[str, str]:
    """Of a stretch in JSON: whether its picture and whether its sound corresponds, in few words."""
    if segment["basis"] == Basis.SOUND:
        seeing = {
            Seeing.OTHER: _("other"),
            Seeing.NONE: _("none"),
            Seeing.UNCLEAR: _("cannot tell"),
        }[Seeing(segment["seeing"])]
    else:
        seeing = _("same")
    if segment["hearing"] is None:
        return seeing, ""
    none = _("none")
    return seeing, {
        Hearing.SAME: _("same recording"),
        Hearing.ALIKE: _("may be the same"),
        Hearing.PARTLY: _("same in a part"),
        Hearing.OTHER: _("other"),
        Hearing.UNCLEAR: _("cannot tell"),
        Hearing.NONE_IN_QUERY: none,
        Hearing.NONE_IN_REFERENCE: none,
        Hearing.NONE: none,
        Hearing.UNMEASURED: _("not measured"),
    }[Hearing(segment["hearing"])]


def _hearing(segment: Segment, as_query: bool) -> str:
    hearing = segment.hearing
    if hearing is Hearing.PARTLY and segment.sound is not None:
        sound = segment.sound
        start_s, end_s = (
            (sound.query_start_s, sound.query_end_s)
            if as_query
            else (sound.reference_start_s, sound.reference_end_s)
        )
        return _("The same sound in a part, {span}; in the rest the sound is another").format(
            span=span(start_s, end_s)
        )
    here, there = (Hearing.NONE_IN_QUERY, Hearing.NONE_IN_REFERENCE)
    if not as_query:
        here, there = there, here
    return {
        Hearing.SAME: _("The same recording is heard"),
        Hearing.ALIKE: _("The sound corresponds, though not in what is faint"),
        Hearing.PARTLY: _("The same sound in a part"),
        Hearing.OTHER: _("Same picture, other sound: the sound of these seconds does not match"),
        Hearing.UNCLEAR: _("Whether the sound is the same cannot be told"),
        here: _("This has no sound"),
        there: _("The other has no sound"),
        Hearing.NONE: _("Neither has sound"),
        Hearing.UNMEASURED: _("The sound of one of the two is not measured"),
    }[hearing or Hearing.UNMEASURED]


def basis(alignment: Alignment) -> str:
    return {
        Basis.PICTURE: _("by picture"),
        Basis.SOUND: _("by sound"),
        Basis.BOTH: _("by picture and sound"),
    }[alignment.basis]


def searched_by(fingerprints: int, sounds: int | None, landmarks: int | None) -> str:
    """What was looked at in a search, of pictures and of sounds; no full stop."""
    by = ngettext("{n} fingerprint", "{n} fingerprints", fingerprints).format(
        n=count_text(fingerprints)
    )
    if sounds is None:
        return by
    if not sounds:
        return _("{pictures}, no sound").format(pictures=by)
    heard = ngettext("{n} sound by {marks} landmarks", "{n} sounds by {marks} landmarks", sounds)
    return f"{by}, {heard.format(n=count_text(sounds), marks=count_text(landmarks or 0))}"


def searched(search: Search) -> str:
    """A search as a record, also of what was not found; no full stop."""
    entries = ngettext(
        "Searched {n} piece of footage", "Searched {n} pieces of footage", search.entries
    ).format(n=count_text(search.entries))
    where = ", ".join(shown(name) for name in search.libraries) or _("this case only")
    found = (
        ngettext("{n} match", "{n} matches", search.matches).format(n=count_text(search.matches))
        if search.matches
        else _("nothing found")
    )
    by = searched_by(search.fingerprints, search.sounds, search.landmarks)
    return _("{entries} ({where}; {by}): {found}").format(
        entries=entries, where=where, by=by, found=found
    )


def unclear(stretch: Unclear) -> str:
    """What a search could not tell; no full stop."""
    if stretch.why == "quiet":
        return _("Cannot tell about the sound of {span}: too quiet or too even").format(
            span=span(stretch.start_s, stretch.end_s)
        )
    return _("Cannot tell about {span}: too plain to be compared").format(
        span=span(stretch.start_s, stretch.end_s)
    )
