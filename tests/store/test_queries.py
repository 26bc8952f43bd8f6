"""What goes into a case comes out again, equal."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from workbench.records.claim import Assessment, Falsehood
from workbench.records.errors import MediaFault, Refusal, RefusalCode
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.item import (
    Digest,
    ItemId,
    ItemSheet,
    MediaKind,
    MediaStatus,
    Medium,
    Source,
    WorkStatus,
)
from workbench.records.match import Decision, LibraryReference, MatchDecision
from workbench.records.run import JobState
from workbench.store import (
    annotations,
    cards,
    claims,
    decisions,
    findings,
    frames,
    items,
    matches,
    runs,
    searches,
)
from workbench.store.project import Project


def add(project: Project, name: str, digest: str, medium: Medium | None = None) -> ItemId:
    medium = medium or Medium(MediaKind.STILL, "jpeg", MediaStatus.OK, None, 5)
    when = project.case.created
    with project.record("item.add", {}) as tx:
        return items.insert(tx, Digest(digest), medium, Source(f"/x/{name}", name), when)


def code_of(call: object, *args: object) -> RefusalCode:
    with pytest.raises(Refusal) as refusal:
        call(*args)  # type: ignore[operator]
    return refusal.value.code


def test_records_come_back_as_they_went_in(full: Project) -> None:
    first, second = (items.one(full, i) for i in items.every(full))
    assert first.name == "мост.mp4"
    assert first.medium.duration_s == Fraction(3016, 100)
    assert first.received == full.case.created
    (frame,) = frames.every(full)
    assert (frame.index, frame.time_s) == (374, Fraction(1149952, 12800))
    assert frame.at is not None
    assert frame.at.seconds == frame.time_s
    (search,) = searches.of_item(full, first.id)
    assert (search.libraries, search.unclear[0].why) == (("known.fvl",), "featureless")
    in_library, in_case = matches.of_search(full, search.id)
    assert isinstance(in_library.reference, LibraryReference)
    assert in_case.reference == second.id
    assert in_case.alignment.segments[0].crop == (0.05, 0.0, 0.95, 0.9)
    assert matches.of_item(full, second.id) == [in_case]
    assert decisions.of_item(full, first.id)[0].decision is Decision.ACCEPTED
    assert decisions.one(full, in_case.id).decision is Decision.UNDECIDED
    (mark,) = annotations.of_item(full, first.id)
    assert (mark.text, mark.tags) == ("sign <b>", ("sign",))
    assert mark.region is not None
    assert mark.region.height_px == 40.0
    (claim,) = claims.of_item(full, first.id)
    assert claim.answers[0].assessment is Assessment.CONTRADICTED
    (finding,) = findings.of_claim(full, claim.id)
    assert [e.kind for e in finding.exhibits] == ["frame", "match", "annotation"]
    (run,) = runs.every(full)
    assert run.params == {"rate_hz": 10.0}
    part = runs.part(full, first.id, "frame_table", "table")
    assert part is not None
    assert (part.facts, part.blob) == ({"frames": 377}, bytes(range(256)))


def test_judgements_are_edited(full: Project) -> None:
    (mark,), (claim,), (finding,) = (
        annotations.every(full),
        claims.every(full),
        findings.every(full),
    )
    mark = replace(mark, text="other", span=None, region=None, tags=())
    claim = replace(
        claim,
        items=(),
        claimant=None,
        assessment=Assessment.CONTRADICTED,
        falsehood=Falsehood.MISDATED,
    )
    finding = replace(finding, exhibits=(Exhibit(ExhibitKind.ITEM, 1),), claim=None)
    with full.edit("edit", {}) as tx:
        annotations.save(tx, mark)
        claims.save(tx, claim)
        findings.save(tx, finding)
    assert annotations.one(full, mark.id) == mark
    assert claims.one(full, claim.id) == claim
    assert findings.one(full, finding.id) == finding


def test_an_exhibit_cannot_be_removed_from_under_its_finding(full: Project) -> None:
    (mark,), (finding,) = annotations.every(full), findings.every(full)
    with pytest.raises(Refusal) as refusal, full.edit("annotation.remove", {}) as tx:
        annotations.remove(tx, mark.id)
    assert refusal.value.code is RefusalCode.CITED
    assert refusal.value.facts["finding"] == finding.id
    with full.edit("remove", {}) as tx:
        findings.remove(tx, finding.id)
        annotations.remove(tx, mark.id)
    assert annotations.every(full) == []


def test_records_that_do_not_exist_are_refused(full: Project) -> None:
    for query in (
        runs.one,
        frames.one,
        searches.one,
        matches.one,
        decisions.one,
        annotations.one,
        claims.one,
        findings.one,
    ):
        assert code_of(query, full, 999) is RefusalCode.NO_SUCH_RECORD
    assert code_of(items.one, full, 999) is RefusalCode.NO_SUCH_ITEM
    (finding,), (mark,) = findings.every(full), annotations.every(full)
    with full.edit("x", {}) as tx:
        for kind in ExhibitKind:
            cited = replace(finding, exhibits=(Exhibit(kind, 999),))
            assert code_of(findings.save, tx, cited) is RefusalCode.NO_SUCH_RECORD
        assert code_of(claims.remove, tx, 999) is RefusalCode.NO_SUCH_RECORD
        assert code_of(annotations.save, tx, replace(mark, id=999)) is RefusalCode.NO_SUCH_RECORD
        undecided = MatchDecision(999, Decision.REJECTED, "")  # type: ignore[arg-type]
        assert code_of(decisions.save, tx, undecided) is RefusalCode.NO_SUCH_RECORD


def test_a_person_names_an_item_by_number_digest_or_file_name(project: Project) -> None:
    first = add(project, "Мост.jpg", "ab12cd" + "0" * 58)
    second = add(project, "two.jpg", "ab12cd" + "1" * 58)
    third = add(project, "1", "f" * 64)
    assert items.named(project, str(second)).id == second
    assert items.named(project, "AB12CD0").id == first
    assert items.named(project, "Мост.jpg").id == first
    assert items.named(project, "1").id == first, "a number is an id first"
    assert items.named(project, "f" * 6).id == third
    assert code_of(items.named, project, "ab12cd") is RefusalCode.AMBIGUOUS_ITEM
    assert code_of(items.named, project, "ffff") is RefusalCode.NO_SUCH_ITEM
    assert code_of(items.named, project, "%") is RefusalCode.NO_SUCH_ITEM
    assert items.with_digest(project, Digest("f" * 64)) == items.one(project, third)
    assert items.with_digest(project, Digest("e" * 64)) is None


def test_items_are_listed_found_and_sorted(project: Project) -> None:
    def clip(seconds: Fraction | None) -> Medium:
        return Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 5, duration_s=seconds)

    river = add(project, "Река 100%.mp4", "1" * 64, clip(Fraction(10)))
    bridge = add(project, "МОСТ.mp4", "2" * 64, clip(Fraction(1, 3)))
    arch = add(project, "арка.jpg", "3" * 64)
    with project.edit("item.edit", {}) as tx:
        sheet = ItemSheet(arch, "Gate", WorkStatus.COMPLETED, ("Night",))
        items.save_sheet(tx, sheet)
    assert items.sheet(project, arch) == sheet
    assert items.every(project) == [river, bridge, arch]
    assert items.every(project, search="мост") == [bridge]
    assert items.every(project, search="100%") == [river]
    assert items.every(project, search="gate") == items.every(project, search="NIGHT") == [arch]
    assert items.every(project, search="2222") == [bridge]
    assert items.every(project, order="name") == [arch, bridge, river]
    assert items.every(project, order="-name") == [river, bridge, arch]
    assert items.every(project, order="-duration") == [river, bridge, arch]
    assert items.every(project, order="kind") == [river, bridge, arch]
    assert items.every(project, order="status")[0] == arch


@pytest.mark.parametrize(
    "name",
    ["', ''); --", "a\nb", "<img src=x>", "\u202egpj.exe", "😀.mp4", "\udcff.mp4", "nul\0byte", ""],
)
def test_any_file_name_is_data(project: Project, name: str) -> None:
    item = add(project, name, "9" * 64)
    kept = name.replace("\udcff", "\ufffd")
    assert items.one(project, item).name == kept
    assert items.named(project, name).id == item
    with project.edit("item.edit", {"name": name}) as tx:
        items.save_sheet(tx, ItemSheet(item, name, tags=(name,)))
    assert items.sheet(project, item).title == kept


def test_an_item_that_endangers_its_reader_is_quarantined_until_it_can_be_read(
    project: Project,
) -> None:
    def run(state: JobState, reason: str | None = None) -> str | None:
        with project.record("run", {}) as tx:
            begun = runs.begin(tx, item, "shots", "1", {})
            runs.complete(tx, begun, state, reason)
        return items.quarantine_reason(project, item)

    item = add(project, "a.jpg", "1" * 64)
    assert items.quarantine_reason(project, item) is None
    assert run(JobState.FAILED, runs.reason_text(MediaFault.DAMAGED)) is None
    crash = runs.reason_text(MediaFault.CRASHED, signal="SIGSEGV")
    assert run(JobState.FAILED, crash) == crash
    assert run(JobState.CANCELLED) == crash
    assert cards.one(project, item).status is MediaStatus.QUARANTINED
    assert cards.one(project, item).reason == MediaFault.CRASHED
    assert run(JobState.DONE) is None
    assert cards.one(project, item).status is MediaStatus.OK
    probe = Medium(MediaKind.UNKNOWN, "?", MediaStatus.QUARANTINED, MediaFault.TOO_SLOW, 5)
    other = add(project, "b", "2" * 64, probe)
    assert runs.fault_of(items.quarantine_reason(project, other)) is MediaFault.TOO_SLOW


def test_a_card_counts_what_belongs_to_an_item(full: Project) -> None:
    first, second = items.every(full)
    card = cards.one(full, first)
    assert (card.matches, card.annotations, card.frames, card.runs_left) == (2, 1, 1, 0)
    for match in matches.of_item(full, second):
        with full.edit("match.decide", {}) as tx:
            decisions.save(tx, MatchDecision(match.id, Decision.REJECTED, "another bridge"))
    assert not cards.one(full, second).known
    assert cards.one(full, first).known


def test_the_latest_run_that_was_done_counts(full: Project) -> None:
    first = items.every(full)[0]
    done = runs.latest(full, first, "frame_table")
    with full.record("run", {}) as tx:
        failed = runs.begin(tx, first, "frame_table", "2", {})
        runs.complete(tx, failed, JobState.FAILED, runs.reason_text(MediaFault.TRUNCATED))
    assert runs.latest(full, first, "frame_table") == done
    either = runs.latest(full, first, "frame_table", (JobState.DONE, JobState.FAILED))
    assert either is not None
    assert either.id == failed
    assert runs.part(full, first, "frame_table", "table") is not None
    assert runs.part(full, first, "shots", "shots") is None
