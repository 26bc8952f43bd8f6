"""Verbs on findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import opening, output
from workbench.cli.arguments import MOST_DIGITS, NUMBER, case_argument, json_option
from workbench.cli.claim import (
    NONE,
    assessment_option,
    chosen,
    confidence_option,
    question_choice,
)
from workbench.i18n import _
from workbench.records.claim import ClaimId, Question
from workbench.records.codec import to_json
from workbench.records.finding import Exhibit, ExhibitKind, FindingId

if TYPE_CHECKING:
    from workbench.session import Session

_number = click.argument("number", type=NUMBER, metavar="FINDING")
_frames = click.option("--frame", "frames", type=NUMBER, multiple=True, help=_("Extracted frame."))
_matches = click.option("--match", "matches", type=NUMBER, multiple=True, help=_("Match."))
_annotations = click.option("--annotation", "annotations", type=NUMBER, multiple=True)
_items = click.option("--item", "items", multiple=True, help=_("Item."))


@click.group(help=_("What was established, with its exhibits."))
def finding() -> None:
    """The group."""


@finding.command("add", help=_("Write down what was established, and what it rests on."))
@case_argument
@click.option("--text", required=True, help=_("The finding, in a sentence."))
@click.option("--claim", type=NUMBER, help=_("The claim that it bears on."))
@click.option("--question", type=question_choice, help=_("The question that it answers."))
@assessment_option
@confidence_option
@_frames
@_matches
@_annotations
@_items
@json_option
def add(
    case: Path,
    text: str,
    claim: int | None,
    question: str | None,
    assessment: str | None,
    confidence: str | None,
    as_json: bool,
    **exhibits: Sequence[Any],
) -> None:
    with opening.case_to_write(case) as session:
        number = session.add_finding(
            text,
            claim=None if claim is None else ClaimId(claim),
            question=None if question is None else Question(question),
            exhibits=_exhibits(session, **exhibits),
            **chosen(assessment=assessment, confidence=confidence),
        )
        _print_one(session, number, as_json)


def _exhibits(
    session: Session,
    frames: Sequence[int],
    matches: Sequence[int],
    annotations: Sequence[int],
    items: Sequence[str],
) -> list[Exhibit]:
    return [
        *(Exhibit(ExhibitKind.FRAME, number) for number in frames),
        *(Exhibit(ExhibitKind.MATCH, number) for number in matches),
        *(Exhibit(ExhibitKind.ANNOTATION, number) for number in annotations),
        *(Exhibit(ExhibitKind.ITEM, session.item_named(one).id) for one in items),
    ]


@finding.command("edit", help=_("Change what is given; exhibits that are given replace the old."))
@case_argument
@_number
@click.option("--text")
@click.option("--claim", help=_("Number of the claim that it bears on, or none."))
@click.option("--question", type=click.Choice([*question_choice.choices, NONE]))
@assessment_option
@confidence_option
@_frames
@_matches
@_annotations
@_items
@json_option
def edit(
    case: Path,
    number: int,
    text: str | None,
    claim: str | None,
    question: str | None,
    assessment: str | None,
    confidence: str | None,
    as_json: bool,
    **exhibits: Sequence[Any],
) -> None:
    changes = chosen(assessment=assessment, confidence=confidence)
    if text is not None:
        changes["text"] = text
    if claim is not None:
        changes["claim"] = _claim(claim)
    if question is not None:
        changes["question"] = None if question == NONE else Question(question)
    with opening.case_to_write(case) as session:
        if any(exhibits.values()):
            changes["exhibits"] = _exhibits(session, **exhibits)
        if not changes:
            raise click.UsageError(_("Say what is to be changed."))
        session.edit_finding(FindingId(number), **changes)
        _print_one(session, FindingId(number), as_json)


def _claim(text: str) -> ClaimId | None:
    if text == NONE:
        return None
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise click.BadParameter(_("Give the number of a claim, or none."), param_hint="--claim")
    return ClaimId(int(text))


@finding.command("list", help=_("The findings of a case."))
@case_argument
@click.option("--claim", type=NUMBER, help=_("Only on this claim."))
@json_option
def list_findings(case: Path, claim: int | None, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        of = None if claim is None else session.claim(ClaimId(claim)).id
        rows = [to_json(one) for one in session.findings(of)]
    if as_json:
        output.emit(rows)
        return
    heads = (_("No."), _("Claim"), _("Question"), _("Text"), _("Assessment"), _("Confidence"))
    output.table(
        (*heads, _("Exhibits")),
        [
            [
                *(r["id"], r["claim"], r["question"], r["text"], r["assessment"], r["confidence"]),
                [f"{e['kind']} {e['record']}" for e in r["exhibits"]],
            ]
            for r in rows
        ],
    )


@finding.command("remove", help=_("Remove a finding; its exhibits stay."))
@case_argument
@_number
@json_option
def remove(case: Path, number: int, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        session.remove_finding(FindingId(number))
    if as_json:
        output.emit({"removed": number})


def _print_one(session: Session, number: FindingId, as_json: bool) -> None:
    if as_json:
        output.emit(to_json(session.finding(number)))
    else:
        output.say(_("Finding number {number}.").format(number=number))
