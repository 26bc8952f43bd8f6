"""Exhibit words: what a finding rests on, so that a reader knows what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui import match_words
from workbench.i18n import _
from workbench.i18n.sentences import record_kind
from workbench.records.annotation import Annotation
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import ExtractedFrame
from workbench.records.item import ItemId
from workbench.records.match import Match
from workbench.records.mediatime import clock_text

if TYPE_CHECKING:
    from workbench.session import Session


def exhibit(session: Session, one: Exhibit) -> str:
    """The exhibit by name; says so where it is gone."""
    if one.kind is ExhibitKind.ITEM:
        if one.record in session.item_ids():
            return match_words.item_name(session, ItemId(one.record))
    elif one.kind is ExhibitKind.FRAME:
        for taken in session.frames():
            if taken.id == one.record:
                return frame(session, taken)
    elif one.kind is ExhibitKind.MATCH:
        for found in session.matches():
            if found.id == one.record:
                return match(session, found, found.query)
    else:
        for made in session.annotations():
            if made.id == one.record:
                return annotation(session, made)
    return _("{kind} number {record}, which was removed").format(
        kind=record_kind(one.kind), record=one.record
    )


def frame(session: Session, taken: ExtractedFrame) -> str:
    name = match_words.item_name(session, taken.item)
    if taken.index is None or taken.time_s is None:
        return _("picture “{name}”").format(name=name)
    return _("frame {index} at {time} of “{name}”").format(
        index=taken.index, time=clock_text(taken.time_s), name=name
    )


def match(session: Session, found: Match, item: ItemId) -> str:
    equation = match_words.equation(session, found, found.alignment.segments[0], item)
    return _("match: {equation}").format(equation=equation)


def annotation(session: Session, made: Annotation) -> str:
    said = made.text or ", ".join(made.tags) or _("without words")
    if made.span is None:
        return _("annotation: {text}").format(text=said)
    offset = session.item(made.item).medium.start_offset_s
    return _("annotation at {time}: {text}").format(
        time=clock_text(made.span.start.seconds - offset), text=said
    )
