"""Remaining: what is left to look at in a case, counted from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.i18n import _, ngettext
from workbench.records.item import ItemId, MediaStatus, WorkStatus
from workbench.records.match import Decision

if TYPE_CHECKING:
    from workbench.session import Session

RESUME = "resume"
_TROUBLE = (
    MediaStatus.QUARANTINED,
    MediaStatus.DAMAGED,
    MediaStatus.PARTIAL,
    MediaStatus.UNSUPPORTED,
)


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing that is left to do: where it begins, or what the button does."""

    icon: str
    says: str
    item: ItemId | None = None
    does: str | None = None


def remaining(session: Session) -> list[Remaining]:
    """What is left, most pressing first. Reads every card: not for the window's thread."""
    cards = [session.card(key) for key in session.item_ids()]
    if not cards:
        return [Remaining("film", _("Add footage to begin"))]
    left: list[Remaining] = []
    unfinished = len(session.unfinished())
    if unfinished:
        says = ngettext("{n} run did not finish", "{n} runs did not finish", unfinished)
        left.append(Remaining("circle-pause", says.format(n=unfinished), does=RESUME))
    for status in _TROUBLE:
        found = [card.item.id for card in cards if card.status is status]
        if found:
            icon = "shield-alert" if status is MediaStatus.QUARANTINED else "triangle-alert"
            left.append(Remaining(icon, _trouble(status, len(found)), found[0]))
    left += _undecided(session)
    helpless = [c.item.id for c in cards if c.sheet.status is WorkStatus.HELP_NEEDED]
    if helpless:
        says = ngettext("{n} item needs help", "{n} items need help", len(helpless))
        left.append(Remaining("life-buoy", says.format(n=len(helpless)), helpless[0]))
    left += _untested(session)
    waiting = [c.item.id for c in cards if c.sheet.status is WorkStatus.TO_DO]
    if waiting:
        says = ngettext("{n} item to look at", "{n} items to look at", len(waiting))
        left.append(Remaining("circle", says.format(n=len(waiting)), waiting[0]))
    return left


def _undecided(session: Session) -> list[Remaining]:
    # A search of the whole case finds a pair from both ends, and one decision is on both.
    undecided = {
        match.pair: match.query
        for match in session.matches()
        if session.decision(match.id).decision is Decision.UNDECIDED
    }
    if not undecided:
        return []
    says = ngettext("{n} match to decide on", "{n} matches to decide on", len(undecided))
    return [Remaining("copy-check", says.format(n=len(undecided)), next(iter(undecided.values())))]


def _untested(session: Session) -> list[Remaining]:
    open_claims = [claim for claim in session.claims() if claim.assessment is None]
    if not open_claims:
        return []
    says = ngettext("{n} claim not judged yet", "{n} claims not judged yet", len(open_claims))
    items = open_claims[0].items
    return [Remaining("scale", says.format(n=len(open_claims)), items[0] if items else None)]


def _trouble(status: MediaStatus, n: int) -> str:
    """How many items are in a state that somebody has to look into."""
    said = {
        MediaStatus.QUARANTINED: ngettext(
            "{n} item is quarantined", "{n} items are quarantined", n
        ),
        MediaStatus.DAMAGED: ngettext("{n} item is damaged", "{n} items are damaged", n),
        MediaStatus.PARTIAL: ngettext(
            "{n} item could be read in part only", "{n} items could be read in part only", n
        ),
        MediaStatus.UNSUPPORTED: ngettext(
            "{n} item is of a kind that is not read", "{n} items are of a kind that is not read", n
        ),
    }
    return said[status].format(n=n)
