"""Sentences of the dossier. Likelihood and confidence never stand in one of them."""

from __future__ import annotations

from workbench.i18n import _, matches
from workbench.i18n.numbers import count_text
from workbench.records.claim import Assessment, Claim, Confidence, Falsehood
from workbench.records.dossier import Omission, OmissionKind
from workbench.records.match import Search, Unclear


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


def side(start_s: float, end_s: float, of: str, still: bool) -> str:
    """One side of an equation: `3.2–9.8 s of item 1`; a still as it is."""
    return (
        of
        if still
        else _("{span} of {footage}").format(span=matches.span(start_s, end_s), footage=of)
    )


def equation(here: str, there: str, *, heard: bool = False) -> str:
    """What equals what; `heard`: in sound alone."""
    if heard:
        return _("the sound of {here} = the sound of {there}").format(here=here, there=there)
    return f"{here} = {there}"


def searched(search: Search) -> str:
    """A search as a record, above all when it found nothing."""
    if search.matches:
        return f"{matches.searched(search)}."
    caution = _("This does not show that the footage is original: it may be known elsewhere.")
    return f"{matches.searched(search)}. {caution}"


def unclear(stretch: Unclear) -> str:
    """What a search could not tell."""
    return f"{matches.unclear(stretch)}."


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
        OmissionKind.SIDECARS: _(
            "What other programs left beside the files says: names, addresses, places."
        ),
        OmissionKind.NOTICES: _(
            "Notices that tell what claims, names of files and other programs say."
        ),
        OmissionKind.MENTIONS: _(
            "Withheld names and addresses inside other texts; “[withheld]” stands in their place."
        ),
    }[one.kind]
    return f"{why} ({count_text(one.count)})"
