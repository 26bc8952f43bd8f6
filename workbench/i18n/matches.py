"""What a match says, in words that the eye can check; the window and the dossier say the same."""

from __future__ import annotations

from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.match import Alignment, Basis, Search, Segment, Unclear

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


def measured(segment: Segment) -> str:
    """What the correspondence rests on, with units and meaning."""
    frames = ngettext("{n} frame corresponds", "{n} frames correspond", segment.frames)
    parts = [
        frames.format(n=count_text(segment.frames)),
        _("median distance {distance} of 256 bits").format(
            distance=f"{segment.distance_median:.0f}"
        ),
        _("edges ± {s} s").format(s=f"{segment.uncertainty_s:.2f}"),
    ]
    if segment.inliers is not None:
        parts.append(_("{n} features agree").format(n=count_text(segment.inliers)))
    return " · ".join(parts)


def basis(alignment: Alignment) -> str:
    return {
        Basis.PICTURE: _("by picture"),
        Basis.SOUND: _("by sound"),
        Basis.BOTH: _("by picture and sound"),
    }[alignment.basis]


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
    return _("{entries} ({where}, {fingerprints} fingerprints): {found}").format(
        entries=entries,
        where=where,
        fingerprints=count_text(search.fingerprints),
        found=found,
    )


def unclear(stretch: Unclear) -> str:
    """What a search could not tell; no full stop."""
    return _("Cannot tell about {span}: too plain to be compared").format(
        span=span(stretch.start_s, stretch.end_s)
    )
