"""Verbs on claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import opening, output
from workbench.cli.arguments import NUMBER, case_argument, json_option
from workbench.i18n import _
from workbench.i18n.notices import read_words
from workbench.provenance.claimed import Claimed, of_claims
from workbench.records.claim import Answer, Assessment, ClaimId, Confidence, Falsehood, Question
from workbench.records.codec import to_json

if TYPE_CHECKING:
    from workbench.session import Session

NONE = "none"
"""Takes a value away; unknown is an answer."""

assessment_option = click.option(
    "--assessment", type=click.Choice([*(a.value for a in Assessment), NONE])
)
confidence_option = click.option(
    "--confidence", type=click.Choice([*(c.value for c in Confidence), NONE])
)
question_choice = click.Choice([q.value for q in Question])
_number = click.argument("number", type=NUMBER, metavar="CLAIM")
_claimant = click.option("--claimant", help=_("Who says so."))
_items = click.option("--item", "items", multiple=True, help=_("An item that it is said of."))


def chosen(**values: str | None) -> dict[str, Any]:
    """The judgements that options give, as records have them; `none` is None."""
    kinds = {"assessment": Assessment, "confidence": Confidence, "falsehood": Falsehood}
    return {
        name: None if value == NONE else kinds[name](value)
        for name, value in values.items()
        if value is not None
    }


@click.group(help=_("What is said of footage, and the five questions."))
def claim() -> None:
    """The group."""


@claim.command("add", help=_("Write down what is said of items of the case."))
@case_argument
@click.argument("text")
@_claimant
@_items
@json_option
def add(case: Path, text: str, claimant: str | None, items: tuple[str, ...], as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        wanted = [session.item_named(one).id for one in items]
        number = session.add_claim(text, claimant=claimant, items=wanted)
        _print_one(session, number, as_json)


@claim.command("edit", help=_("Change a claim, or judge it."))
@case_argument
@_number
@click.option("--text")
@_claimant
@_items
@assessment_option
@confidence_option
@click.option("--falsehood", type=click.Choice([*(f.value for f in Falsehood), NONE]))
@json_option
def edit(
    case: Path,
    number: int,
    text: str | None,
    claimant: str | None,
    items: tuple[str, ...],
    as_json: bool,
    **judged: str | None,
) -> None:
    changes = chosen(**judged)
    if text is not None:
        changes["text"] = text
    if claimant is not None:
        changes["claimant"] = claimant or None
    with opening.case_to_write(case) as session:
        if items:
            changes["items"] = [session.item_named(one).id for one in items]
        if not changes:
            raise click.UsageError(_("Say what is to be changed."))
        session.edit_claim(ClaimId(number), **changes)
        _print_one(session, ClaimId(number), as_json)


@claim.command("answer", help=_("Answer one of the five questions about a claim."))
@case_argument
@_number
@click.argument("question", type=question_choice)
@click.option("--text", required=True, help=_("The answer."))
@assessment_option
@confidence_option
@json_option
def answer(
    case: Path, number: int, question: str, text: str, as_json: bool, **judged: str | None
) -> None:
    with opening.case_to_write(case) as session:
        session.answer(ClaimId(number), Answer(Question(question), text, **chosen(**judged)))
        _print_one(session, ClaimId(number), as_json)


@claim.command("list", help=_("The claims of a case."))
@case_argument
@json_option
def list_claims(case: Path, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        rows = [to_json(one) for one in session.claims()]
    if as_json:
        output.emit(rows)
        return
    heads = (_("No."), _("Text"), _("Claimant"), _("Items"), _("Answered"), _("Assessment"))
    output.table(
        (*heads, _("Confidence"), _("Falsehood")),
        [
            [
                *(r["id"], r["text"], r["claimant"], r["items"]),
                [a["question"] for a in r["answers"]],
                *(r["assessment"], r["confidence"], r["falsehood"]),
            ]
            for r in rows
        ],
    )


@claim.command("remove", help=_("Remove a claim; its findings stay, without it."))
@case_argument
@_number
@json_option
def remove(case: Path, number: int, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        session.remove_claim(ClaimId(number))
    if as_json:
        output.emit({"removed": number})


def _print_one(session: Session, number: ClaimId, as_json: bool) -> None:
    claim = session.claim(number)
    understood = [_understood(one) for one in of_claims([claim])]
    if as_json:
        output.emit({**to_json(claim), "understood": understood})
        return
    output.say(_("Claim number {number}.").format(number=number))
    for one in of_claims([claim]):
        for said in read_words(one.place, one.time):
            output.say(said)


def _understood(one: Claimed) -> dict[str, Any]:
    from workbench.session.inspecting import understood

    return {"basis": one.basis.value, **understood(one.place, one.time)}
