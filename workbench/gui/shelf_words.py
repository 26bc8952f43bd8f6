"""Shelf words: what came of adding to a library, and of matching against it."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.i18n import _, libraries, ngettext
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sentence
from workbench.records.match import Search
from workbench.records.outcome import Outcome, OutcomeState

MOST_TOLD = 3
"""Files of which more is told than their number."""


def added_text(outcomes: Sequence[Outcome]) -> str:
    """How many were added, and what to look at."""
    added = sum(one.state is OutcomeState.ADDED for one in outcomes)
    said = [ngettext("{n} entry added.", "{n} entries added.", added).format(n=added)]
    cancelled = sum(one.state is OutcomeState.CANCELLED for one in outcomes)
    if cancelled:
        said.append(_("{n} cancelled").format(n=cancelled) + ".")
    known = sum(one.state is OutcomeState.KNOWN for one in outcomes)
    if known:
        there = ngettext("{n} was there already", "{n} were there already", known)
        said.append(there.format(n=known) + _named(outcomes, OutcomeState.KNOWN) + ".")
    near = [(one.path, one.near[0]) for one in outcomes if one.near]
    said += [
        _("“{path}”: {fault}").format(path=shown(path or ""), fault=libraries.near(first)) + "."
        for path, first in near[:MOST_TOLD]
    ]
    if len(near) > MOST_TOLD:
        more = len(near) - MOST_TOLD
        told = ngettext("{n} more resembles an entry.", "{n} more resemble entries.", more)
        said.append(told.format(n=more))
    said += [sentence(one.reason) for one in outcomes if one.reason is not None][:MOST_TOLD]
    return "\n".join(said)


def _named(outcomes: Sequence[Outcome], state: OutcomeState) -> str:
    """The files in this state, in brackets, where they are few."""
    paths = [one.path for one in outcomes if one.path and one.state is state]
    names = [shown(path.rpartition("/")[2]) for path in paths]
    return f" ({', '.join(names)})" if 0 < len(names) <= MOST_TOLD else ""


def matched_text(searches: Sequence[Search]) -> str:
    """How many items were searched, and what was found."""
    found = sum(search.matches for search in searches)
    items = len(searches)
    said = ngettext("{n} item searched", "{n} items searched", items).format(n=items)
    if found:
        matches = ngettext("{n} match", "{n} matches", found).format(n=found)
        end = _("{what}. Look at each and accept or reject it in Examine.").format(what=matches)
    else:
        end = _("nothing found here, which does not make the footage original.")
    return f"{said}: {end}"
