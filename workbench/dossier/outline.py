"""Outline: what the page says, in its order, looked up in a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.dossier import sentences, words
from workbench.i18n import _, libraries, notices
from workbench.i18n.frame_tables import table_difference_sentence
from workbench.provenance import source
from workbench.records.adjustment import Stack
from workbench.records.annotation import Annotation
from workbench.records.citation import Citation
from workbench.records.claim import Answer, Assessment, Claim, ClaimId, Question
from workbench.records.dossier import Dossier, ItemSection
from workbench.records.finding import Exhibit, ExhibitKind, Finding
from workbench.records.frame import ExtractedFrame, Region
from workbench.records.item import ItemId, MediaKind, MediaStatus
from workbench.records.lineage import Member
from workbench.records.match import Basis, Decision, LibraryReference, Match, MatchDecision
from workbench.records.mediatime import clock_text
from workbench.records.placement import Placement, placed
from workbench.records.run import JobState, Run


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that is not established, and where on the page it is treated."""

    anchor: str
    about: str
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation on a picture; `points` are the corners of its region in the picture's pixels,
    clockwise from the corner that is the upper left one in the footage."""

    annotation: Annotation
    region: Region
    points: tuple[tuple[float, float], ...]

    @property
    def left_px(self) -> float:
        return min(x for x, _ in self.points)

    @property
    def top_px(self) -> float:
        return min(y for _, y in self.points)

    @property
    def bottom_px(self) -> float:
        return max(y for _, y in self.points)

    @property
    def outline(self) -> str:
        """As SVG writes a polygon."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


class Outline:
    """A dossier as the page reads it. What an exhibit names may be missing: then it is None."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self._sections = {section.item.id: section for section in dossier.items}
        self._frames = {f.id: f for section in dossier.items for f in section.frames}
        self._matches = {m.id: m for section in dossier.items for m in section.matches}
        self._annotations = {a.id: a for section in dossier.items for a in section.annotations}
        self._decisions = {d.match: d for section in dossier.items for d in section.decisions}
        self._places = dict(self._cited_frames())
        rest = (frame for frame in self._frames if frame not in self._places)
        order = [*self._places, *rest]
        self.picture_numbers = {frame: n for n, frame in enumerate(order, 1)}

    def _cited_frames(self) -> Iterator[tuple[int, int]]:
        """Each frame that findings cite, with the finding that shows it: the first."""
        seen = set()
        for finding in self.ordered_findings():
            for exhibit in finding.exhibits:
                frame = self.frame_shown_by(exhibit)
                if frame is not None and frame.id not in seen:
                    seen.add(frame.id)
                    yield frame.id, finding.id

    def ordered_findings(self) -> list[Finding]:
        """Findings claim by claim, then those about no claim."""
        by_claim = [f for claim in self.dossier.claims for f in self.findings(claim.id)]
        return by_claim + self.findings(None)

    def findings(self, claim: ClaimId | None) -> list[Finding]:
        known = {c.id for c in self.dossier.claims}
        return [
            finding
            for finding in self.dossier.findings
            if (finding.claim if finding.claim in known else None) == claim
        ]

    def section(self, item: int) -> ItemSection | None:
        return self._sections.get(ItemId(item))

    def label(self, item: int) -> str:
        """`item 3 “bridge.mp4”`."""
        section = self.section(item)
        if section is None:
            return _("item {n}").format(n=item)
        name = section.sheet.title or section.item.name
        return _("item {n} “{name}”").format(n=item, name=name)

    def copy_name(self, member: Member) -> str:
        """A member of a family: an item, or an entry of a library by its title."""
        if member.item is not None:
            return self.label(member.item)
        return "–" if member.reference is None else member.reference.title

    def frame(self, number: int) -> ExtractedFrame | None:
        return next((f for f in self._frames.values() if f.id == number), None)

    def match(self, number: int) -> Match | None:
        return next((m for m in self._matches.values() if m.id == number), None)

    def annotation(self, number: int) -> Annotation | None:
        return next((a for a in self._annotations.values() if a.id == number), None)

    def decision(self, match: Match) -> MatchDecision:
        return self._decisions.get(match.id) or MatchDecision(match.id, Decision.UNDECIDED, "")

    def frame_shown_by(self, exhibit: Exhibit) -> ExtractedFrame | None:
        """The frame that lets a reader see the exhibit: itself, or the one annotated."""
        if exhibit.kind is ExhibitKind.FRAME:
            return self.frame(exhibit.record)
        if exhibit.kind is ExhibitKind.ANNOTATION:
            annotation = self.annotation(exhibit.record)
            return None if annotation is None else self.frame_of(annotation)
        return None

    def frame_of(self, annotation: Annotation) -> ExtractedFrame | None:
        """The extracted frame that an annotation with a region lies on, if it was extracted."""
        if annotation.region is None:
            return None
        found = [f for f in self._frames.values() if _lies_on(annotation, f)]
        found.sort(key=lambda frame: frame.adjusted is not None)
        return found[0] if found else None

    def marks(self, frame: ExtractedFrame) -> list[Mark]:
        """The annotations whose regions lie on a frame, placed on the picture in its file."""
        placement = _placement(frame)
        return [
            _mark(annotation, annotation.region, placement)
            for annotation in self._annotations.values()
            if annotation.region is not None
            and _lies_on(annotation, frame)
            and (frame.adjusted is not None or self.frame_of(annotation) is frame)
        ]

    def figures(self, finding: Finding) -> list[ExtractedFrame]:
        """The frames that are pictured at a finding."""
        frames = [self.frame_shown_by(exhibit) for exhibit in finding.exhibits]
        unique = {f.id: f for f in frames if f is not None}
        return [f for f in unique.values() if self._places.get(f.id) == finding.id]

    def uncited(self, section: ItemSection) -> list[ExtractedFrame]:
        """The frames of an item that no finding shows."""
        return [frame for frame in section.frames if frame.id not in self._places]

    def place(self, frame: ExtractedFrame) -> str:
        """`frame 374 at 00:00:12.480 of item 3 “bridge.mp4”`."""
        label = self.label(frame.item)
        if frame.index is None or frame.time_s is None:
            return _("picture of {item}").format(item=label)
        return _("frame {index} at {time} of {item}").format(
            index=frame.index, time=clock_text(frame.time_s), item=label
        )

    def when(self, annotation: Annotation) -> str:
        """Where on the presentation clock an annotation lies; empty for the whole item."""
        section = self.section(annotation.item)
        if annotation.span is None or section is None:
            return ""
        offset = section.item.medium.start_offset_s
        start = annotation.span.start.seconds - offset
        end = annotation.span.end.seconds - offset
        if annotation.region is not None or end <= start:
            return clock_text(start)
        return f"{clock_text(start)} – {clock_text(end)}"

    @property
    def only_hashes(self) -> str:
        """What is said of a match with an entry that has no footage."""
        said = libraries.only_hashes()
        return said[:1].upper() + said[1:] + "."

    def known(self, match: Match) -> str:
        """What the entry says that a match was found in, and which seconds correspond: a line of
        the summary."""
        entry = match.reference
        assert isinstance(entry, LibraryReference)
        said = [self.reference(match), entry.place, entry.date, entry.source]
        line = " · ".join(part for part in said if part)
        whole = (
            f"{line.rstrip('.')}. {'; '.join(words.capital(one) for one in self.equations(match))}."
        )
        return f"{whole} {self.only_hashes}" if entry.by_hashes else whole

    def reference(self, match: Match) -> str:
        """What the query of a match is compared with."""
        if isinstance(match.reference, LibraryReference):
            return _("“{title}”").format(title=match.reference.title)
        return self.label(match.reference)

    def equations(self, match: Match) -> list[str]:
        """Which seconds equal which seconds, a line for each segment."""
        query, reference = self.label(match.query), self.reference(match)
        of_still, to_still = self._is_still(match.query), self._is_still(match.reference)
        return [
            sentences.equation(
                sentences.side(s.query_start_s, s.query_end_s, query, of_still),
                sentences.side(s.reference_start_s, s.reference_end_s, reference, to_still),
                heard=s.basis is Basis.SOUND,
            )
            for s in match.alignment.segments
        ]

    def _is_still(self, footage: ItemId | LibraryReference) -> bool:
        if isinstance(footage, LibraryReference):
            return footage.kind is MediaKind.STILL
        section = self.section(footage)
        return section is not None and section.item.kind is MediaKind.STILL

    def matches(self, section: ItemSection) -> list[Match]:
        """What was found last for the item, and what findings cite of earlier searches."""
        cited = {
            exhibit.record
            for finding in self.dossier.findings
            for exhibit in finding.exhibits
            if exhibit.kind is ExhibitKind.MATCH
        }
        newest = {match.id for match in section.newest_matches}
        return [match for match in section.matches if match.id in newest | cited]

    def accepted(self) -> list[Match]:
        """The known footage that the analyst says it is: of each item and entry what was found
        last."""
        return [
            match
            for section in self.dossier.items
            for match in section.newest_matches
            if isinstance(match.reference, LibraryReference)
            and self.decision(match).decision is Decision.ACCEPTED
        ]

    def reverse_matches(self, section: ItemSection) -> list[Match]:
        """The matches in which the item is the reference."""
        shown = (match for one in self.dossier.items for match in self.matches(one))
        return [match for match in shown if match.reference == section.item.id]

    def answers(self, claim: Claim) -> list[tuple[Question, Answer | None]]:
        """All five questions, also those that nobody has answered."""
        given = {answer.question: answer for answer in claim.answers}
        return [(question, given.get(question)) for question in Question]

    def citation(self, frame: ExtractedFrame) -> str:
        section = self._sections[frame.item]
        return Citation(
            item=section.item.digest,
            index=frame.index,
            pts=None if frame.at is None else frame.at.pts,
            time_base=None if frame.at is None else frame.at.time_base,
            time_s=frame.time_s,
            planes_sha256=frame.planes_sha256,
            pixels_sha256=frame.pixels_sha256,
            converter=frame.converter,
        ).text()

    def said_source(self, section: ItemSection) -> Iterator[tuple[str, str, str]]:
        """Name, value, and who says so, of all that is said of where an item was found."""
        beside = [sidecar.file for sidecar in section.sidecars or ()]
        said = source.said_source(section.said_source, beside)
        for field in source.FIELDS:
            for one in said.words(field):
                name = words.capital(notices.source_word(field))
                yield name, one.value, notices.who_word(one.sidecar)

    def open_points(self) -> list[OpenPoint]:
        """What is not established, from all of the case."""
        points = [p for claim in self.dossier.claims for p in self._open_answers(claim)]
        for section in self.dossier.items:
            points += self._unread(section)
        return points

    def _open_answers(self, claim: Claim) -> Iterator[OpenPoint]:
        anchor = f"claim-{claim.id}"
        for question, answer in self.answers(claim):
            about = _("Claim {n}, {question}").format(n=claim.id, question=words.word(question))
            if answer is None:
                yield OpenPoint(anchor, about, _("Nobody has answered this question."))
            elif answer.assessment in (None, Assessment.NOT_ESTABLISHED):
                yield OpenPoint(anchor, about, answer.text or words.assessed(answer.assessment))

    def _unread(self, section: ItemSection) -> Iterator[OpenPoint]:
        anchor, about = f"item-{section.item.id}", words.capital(self.label(section.item.id))
        if section.item.medium.status is not MediaStatus.OK:
            yield OpenPoint(anchor, about, words.capital(words.word(section.item.medium.status)))
        if section.table_difference is not None:
            yield OpenPoint(anchor, about, table_difference_sentence(section.table_difference))
        for run in unfinished(section.runs):
            said = _("{instrument}: {state}. {why}").format(
                instrument=run.instrument,
                state=words.word(run.state),
                why=words.run_reason(run.reason),
            )
            yield OpenPoint(anchor, about, said.strip())
        for search in section.searches[-1:]:
            for stretch in search.unclear:
                yield OpenPoint(anchor, about, sentences.unclear(stretch))

    def instruments(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Name, version and parameters of everything that measured, each once."""
        used: dict[str, tuple[str, str, dict[str, Any]]] = {}
        for section in self.dossier.items:
            for run in section.runs:
                key = f"{run.instrument} {run.version} {words.tag_value(run.params)}"
                used.setdefault(key, (run.instrument, run.version, run.params))
        return [used[key] for key in sorted(used)]


def _lies_on(annotation: Annotation, frame: ExtractedFrame) -> bool:
    start = None if annotation.span is None else annotation.span.start
    return frame.item == annotation.item and frame.at == start


def _placement(frame: ExtractedFrame) -> Placement:
    size = (frame.width_px, frame.height_px)
    if frame.adjusted is None:
        return placed(Stack(), size)
    return placed(frame.adjusted.stack, size, frame.adjusted.pixel_aspect)


def _mark(annotation: Annotation, region: Region, placement: Placement) -> Mark:
    left, top = region.left_px, region.top_px
    right, bottom = left + region.width_px, top + region.height_px
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    points = tuple(placement.to_adjusted(*corner) for corner in corners)
    return Mark(annotation, region, points)


def unfinished(runs: tuple[Run, ...]) -> list[Run]:
    """The last run of each instrument, where it did not come to its end."""
    last = {run.instrument: run for run in runs}
    return [run for run in last.values() if run.state is not JobState.DONE]
