"""Sentences of the dossier. Likelihood and confidence never stand in one of them."""

from __future__ import annotations

from workbench.dossier import words
from workbench.i18n import _, ngettext
from workbench.records.claim import Assessment, Claim, Confidence, Falsehood
from workbench.records.dossier import Omission, OmissionKind
from workbench.records.match import Alignment, Basis, Search, Segment, Unclear

_RATE_SLACK = 0.005
_CROP_SLACK = 0.01
_MOMENT_S = 0.05


def judgement(claim: Claim) -> str:
    """What the claim comes to."""
    if claim.assessment is None:
        return _("No judgement has been made on this claim.")
    if claim.assessment is Assessment.CONTRADICTED and claim.falsehood is not None:
        return {
            Falsehood.MODIFIED: _("The claim is contradicted: the footage was modified."),
            Falsehood.MISDATED: _("The claim is contradicted: the footage is misdated."),
            Falsehood.MISLOCATED: _("The claim is contradicted: the footage is mislocated."),
            Falsehood.MISREPRESENTED: _(
                "The claim is contradicted: the footage is misrepresented."
            ),
        }[claim.falsehood]
    return {
        Assessment.CONFIRMED: _("The claim is confirmed."),
        Assessment.LIKELY: _("The claim is likely."),
        Assessment.NOT_ESTABLISHED: _("The claim is not established."),
        Assessment.CONTRADICTED: _("The claim is contradicted."),
    }[claim.assessment]


def confidence(held: Confidence | None) -> str:
    """How sure the analyst is of a judgement; a sentence of its own."""
    if held is None:
        return _("The analyst states no confidence.")
    return {
        Confidence.HIGH: _("The analyst's confidence in this judgement is high."),
        Confidence.MODERATE: _("The analyst's confidence in this judgement is moderate."),
        Confidence.LOW: _("The analyst's confidence in this judgement is low."),
    }[held]


def span(start_s: float, end_s: float) -> str:
    """`41.0–47.6 s`, or one moment."""
    if end_s - start_s < _MOMENT_S:
        return _("{at} s").format(at=f"{start_s:.1f}")
    return _("{start}–{end} s").format(start=f"{start_s:.1f}", end=f"{end_s:.1f}")


def side(start_s: float, end_s: float, of: str, still: bool) -> str:
    """One side of an equation: `3.2–9.8 s of item 1`; a still as it is."""
    return of if still else _("{span} of {footage}").format(span=span(start_s, end_s), footage=of)


def equation(here: str, there: str) -> str:
    """What equals what."""
    return f"{here} = {there}"


def manner(segment: Segment) -> list[str]:
    """How the pictures differ; empty when they do not."""
    said = []
    if segment.mirrored:
        said.append(_("mirrored left to right"))
    if segment.rotated_deg:
        said.append(_("turned {degrees}° clockwise").format(degrees=segment.rotated_deg))
    lasts = segment.query_end_s > segment.query_start_s
    if lasts and abs(segment.rate - 1) > _RATE_SLACK:
        said.append(_("at {rate} times the speed").format(rate=f"{segment.rate:.3g}"))
    left, top, right, bottom = segment.crop
    inside = max(left, top, 1 - right, 1 - bottom)
    outside = min(left, top, 1 - right, 1 - bottom)
    if inside > _CROP_SLACK or outside < -_CROP_SLACK:
        said.append(
            _("shows {width} % × {height} % of the other picture").format(
                width=round(100 * (right - left)), height=round(100 * (bottom - top))
            )
        )
    return said


def measured(segment: Segment) -> str:
    """What the correspondence rests on, with units and meaning."""
    frames = ngettext("{n} frame corresponds", "{n} frames correspond", segment.frames)
    parts = [
        frames.format(n=words.count(segment.frames)),
        _("median distance {distance} of 256 bits").format(
            distance=f"{segment.distance_median:.0f}"
        ),
        _("edges ± {s} s").format(s=f"{segment.uncertainty_s:.2f}"),
    ]
    if segment.inliers is not None:
        parts.append(_("{n} features agree").format(n=segment.inliers))
    return " · ".join(parts)


def basis(alignment: Alignment) -> str:
    return {
        Basis.PICTURE: _("by picture"),
        Basis.SOUND: _("by sound"),
        Basis.BOTH: _("by picture and sound"),
    }[alignment.basis]


def searched(search: Search) -> str:
    """A search as a record, above all when it found nothing."""
    entries = ngettext(
        "Searched {n} piece of footage", "Searched {n} pieces of footage", search.entries
    ).format(n=words.count(search.entries))
    where = ", ".join(search.libraries) or _("this case only")
    if search.matches:
        found = ngettext("{n} match.", "{n} matches.", search.matches).format(n=search.matches)
    else:
        found = _(
            "nothing found. This does not show that the footage is original: it may be known "
            "elsewhere."
        )
    return _("{entries} ({where}; {fingerprints} fingerprints): {found}").format(
        entries=entries,
        where=where,
        fingerprints=words.count(search.fingerprints),
        found=found,
    )


def unclear(stretch: Unclear) -> str:
    """What a search could not tell."""
    return _("Cannot tell about {span}: the picture is too plain to be compared.").format(
        span=span(stretch.start_s, stretch.end_s)
    )


def omission(one: Omission) -> str:
    """What was left out, and why."""
    why = {
        OmissionKind.PICTURES: _(
            "Pictures of extracted frames: faces in them have not been covered. Their digests and "
            "citations stay, so that whoever has the footage can make the same pictures."
        ),
        OmissionKind.CLAIMANTS: _("Names of those who make the claims."),
        OmissionKind.ADDRESSES: _(
            "Paths and addresses where files were received from: they can lead to who filmed or "
            "uploaded them."
        ),
        OmissionKind.AUTHORS: _("Names of those who wrote the annotations."),
        OmissionKind.CUSTODY_CONTENT: _(
            "Who acted, and on what, in the custody log. The digest of each entry stays; its "
            "content can be checked against the internal dossier."
        ),
        OmissionKind.LOCATIONS: _(
            "Coordinates that files state: they show where the person filming stood."
        ),
        OmissionKind.TAGS: _(
            "Embedded tags that are not known to be harmless, such as serial numbers, names and "
            "comments."
        ),
        OmissionKind.MENTIONS: _(
            "Withheld names and addresses inside other texts; “[withheld]” stands in their place."
        ),
    }[one.kind]
    return f"{why} ({words.count(one.count)})"
