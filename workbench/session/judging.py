"""Judging: what the analyst says of a case. All of it can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from workbench.records.adjustment import Stack, StackId
from workbench.records.annotation import AnnotationId
from workbench.records.claim import (
    Answer,
    Assessment,
    ClaimId,
    Confidence,
    Falsehood,
    Question,
)
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import Exhibit, FindingId
from workbench.records.frame import Region
from workbench.records.item import ItemId, ItemSource, WorkStatus
from workbench.records.match import Decision, MatchDecision, MatchId
from workbench.records.mediatime import Span
from workbench.records.stated_time import time_stated
from workbench.session.reading import OpenCase
from workbench.store import annotations as marks
from workbench.store import cases, claims, decisions, findings, items, matches, sources, stacks


class Unchanged(Enum):
    """Stands for a field that an edit leaves as it is, where None is a value."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


def _changed(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not UNCHANGED}


class JudgedCase(OpenCase):
    """An open case whose judgements can be edited."""

    def edit_title(self, title: str) -> None:
        """Change the title of the case; empty, it is the name of the file."""
        with self.project.edit("case.edit", {}, "case title") as tx:
            cases.save_title(tx, title or self.path.stem)

    def edit_sheet(
        self,
        item: ItemId,
        *,
        title: str | None | Unchanged = UNCHANGED,
        status: WorkStatus | Unchanged = UNCHANGED,
        tags: Sequence[str] | Unchanged = UNCHANGED,
    ) -> None:
        """Change title, work status or tags of an item."""
        kept_tags = tags if tags is UNCHANGED else tuple(tags)
        changes = _changed(title=title, status=status, tags=kept_tags)
        sheet = dataclasses.replace(self.sheet(item), **changes)
        self.item(item)
        with self.project.edit("item.edit", {"item": item}, f"item {item} {sorted(changes)}") as tx:
            items.save_sheet(tx, sheet)

    def edit_source(
        self,
        item: ItemId,
        *,
        url: str | None | Unchanged = UNCHANGED,
        uploader: str | None | Unchanged = UNCHANGED,
        uploaded: str | None | Unchanged = UNCHANGED,
    ) -> None:
        """Change where an item was found, who put it there, and when (ISO 8601, a day or a time);
        None takes a word away. The item keeps what was said when it was added.
        Refusal(NOT_A_MOMENT)."""
        if isinstance(uploaded, str) and time_stated(uploaded) is None:
            raise Refusal(RefusalCode.NOT_A_MOMENT, value=uploaded)
        changes = _changed(url=url, uploader=uploader, uploaded=uploaded)
        stands = self.source(item)
        said = ItemSource(item, stands.url, stands.uploader, stands.uploaded)
        key = f"source {item} {sorted(changes)}"
        with self.project.edit("source.edit", {"item": item}, key) as tx:
            sources.save(tx, dataclasses.replace(said, **changes))

    def add_annotation(
        self,
        item: ItemId,
        *,
        span: Span | None = None,
        region: Region | None = None,
        text: str = "",
        tags: Sequence[str] = (),
    ) -> AnnotationId:
        """Mark a frame (`region` and the frame's `span`), a range of time, or the item itself.
        Refusal(OUTSIDE_PICTURE)."""
        self._must_be_inside(item, region)
        with self.project.edit("annotation.add", {"item": item}) as tx:
            return marks.insert(
                tx,
                item=item,
                span=span,
                region=region,
                text=text,
                tags=tags,
                author=self.project.actor,
                at=datetime.now(UTC),
            )

    def edit_annotation(
        self,
        annotation: AnnotationId,
        *,
        span: Span | None | Unchanged = UNCHANGED,
        region: Region | None | Unchanged = UNCHANGED,
        text: str | Unchanged = UNCHANGED,
        tags: Sequence[str] | Unchanged = UNCHANGED,
    ) -> None:
        kept_tags = tags if tags is UNCHANGED else tuple(tags)
        changes = _changed(span=span, region=region, text=text, tags=kept_tags)
        old = marks.one(self.project, annotation)
        if region is not UNCHANGED:
            self._must_be_inside(old.item, region)
        new = dataclasses.replace(old, **changes, author=self.project.actor, at=datetime.now(UTC))
        key = f"annotation {annotation} {sorted(changes)}"
        with self.project.edit("annotation.edit", {"annotation": annotation}, key) as tx:
            marks.save(tx, new)

    def _must_be_inside(self, item: ItemId, region: Region | None) -> None:
        one = items.one(self.project, item)
        size = one.medium.upright_size_px
        if region is None or size is None:
            return
        if region.left_px > size[0] or region.top_px > size[1]:
            raise Refusal(
                RefusalCode.OUTSIDE_PICTURE, item=one.name, width_px=size[0], height_px=size[1]
            )

    def remove_annotation(self, annotation: AnnotationId) -> None:
        with self.project.edit("annotation.remove", {"annotation": annotation}) as tx:
            marks.remove(tx, annotation)

    def add_claim(
        self, text: str, *, claimant: str | None = None, items: Sequence[ItemId] = ()
    ) -> ClaimId:
        with self.project.edit("claim.add", {"items": list(items)}) as tx:
            return claims.insert(
                tx, text=text, claimant=claimant, items=items, at=datetime.now(UTC)
            )

    def edit_claim(
        self,
        claim: ClaimId,
        *,
        text: str | Unchanged = UNCHANGED,
        claimant: str | None | Unchanged = UNCHANGED,
        items: Sequence[ItemId] | Unchanged = UNCHANGED,
        assessment: Assessment | None | Unchanged = UNCHANGED,
        confidence: Confidence | None | Unchanged = UNCHANGED,
        falsehood: Falsehood | None | Unchanged = UNCHANGED,
    ) -> None:
        kept_items = items if items is UNCHANGED else tuple(items)
        changes = _changed(
            text=text,
            claimant=claimant,
            items=kept_items,
            assessment=assessment,
            confidence=confidence,
            falsehood=falsehood,
        )
        self._save_claim(claim, "claim.edit", changes)

    def answer(self, claim: ClaimId, answer: Answer) -> None:
        """Answer one of the five questions, in place of an earlier answer to it."""
        old = self.claim(claim)
        others = [a for a in old.answers if a.question is not answer.question]
        order = list(Question)
        answers = sorted([*others, answer], key=lambda a: order.index(a.question))
        changes = {"answers": tuple(answers)}
        self._save_claim(claim, "claim.answer", changes, about=answer.question.value)

    def _save_claim(
        self, claim: ClaimId, act: str, changes: dict[str, Any], about: str = ""
    ) -> None:
        new = dataclasses.replace(self.claim(claim), **changes, at=datetime.now(UTC))
        key = f"claim {claim} {act} {sorted(changes)} {about}"
        with self.project.edit(act, {"claim": claim}, key) as tx:
            claims.save(tx, new)

    def remove_claim(self, claim: ClaimId) -> None:
        """Remove a claim; its findings stay, without it."""
        with self.project.edit("claim.remove", {"claim": claim}) as tx:
            claims.remove(tx, claim)

    def add_finding(
        self,
        text: str,
        *,
        claim: ClaimId | None = None,
        question: Question | None = None,
        assessment: Assessment | None = None,
        confidence: Confidence | None = None,
        exhibits: Sequence[Exhibit] = (),
    ) -> FindingId:
        with self.project.edit("finding.add", {"claim": claim}) as tx:
            return findings.insert(
                tx,
                text=text,
                claim=claim,
                question=question,
                assessment=assessment,
                confidence=confidence,
                exhibits=exhibits,
                at=datetime.now(UTC),
            )

    def edit_finding(
        self,
        finding: FindingId,
        *,
        text: str | Unchanged = UNCHANGED,
        claim: ClaimId | None | Unchanged = UNCHANGED,
        question: Question | None | Unchanged = UNCHANGED,
        assessment: Assessment | None | Unchanged = UNCHANGED,
        confidence: Confidence | None | Unchanged = UNCHANGED,
        exhibits: Sequence[Exhibit] | Unchanged = UNCHANGED,
    ) -> None:
        changes = _changed(
            text=text,
            claim=claim,
            question=question,
            assessment=assessment,
            confidence=confidence,
            exhibits=exhibits if exhibits is UNCHANGED else tuple(exhibits),
        )
        new = dataclasses.replace(
            findings.one(self.project, finding), **changes, at=datetime.now(UTC)
        )
        key = f"finding {finding} {sorted(changes)}"
        with self.project.edit("finding.edit", {"finding": finding}, key) as tx:
            findings.save(tx, new)

    def remove_finding(self, finding: FindingId) -> None:
        with self.project.edit("finding.remove", {"finding": finding}) as tx:
            findings.remove(tx, finding)

    def decide(self, match: MatchId, decision: Decision, why: str) -> None:
        """Accept or reject a match, with the reason: all matches of the same two digests, from
        whichever side, in whichever library and by whichever search they were found."""
        decided = matches.one(self.project, match)
        with self.project.edit("match.decide", {"match": match}, f"match {match}") as tx:
            for one in matches.of_same_two(tx, decided):
                decisions.save(tx, MatchDecision(one.id, decision, why))

    def save_stack(self, name: str, stack: Stack) -> StackId:
        """Keep adjustments under a name, in place of others of that name."""
        kept = name.strip()
        if not kept:
            raise Refusal(RefusalCode.BAD_PARAMETER, parameter="name", value=name)
        with self.project.edit("stack.save", {"name": kept}) as tx:
            return stacks.save(tx, kept, stack)

    def remove_stack(self, name: str) -> None:
        """Keep the adjustments of this name no more. Refusal(NO_SUCH_STACK)."""
        with self.project.edit("stack.remove", {"name": name}) as tx:
            stacks.remove(tx, name)

    def undo(self) -> str:
        """Take back the latest edit; returns its act. Refusal(NOTHING_TO_UNDO)."""
        return self.project.undo()

    def redo(self) -> str:
        """Make the edit again that was taken back last; returns its act."""
        return self.project.redo()
