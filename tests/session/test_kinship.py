"""Kinship: a shorter, smaller copy was made of the longer one; rejected matches say nothing."""

from __future__ import annotations

from pathlib import Path

from tests.footage import moving, write_clip
from workbench.records.lineage import Ground, Told
from workbench.records.match import Decision
from workbench.session import Session


def test_a_part_of_a_clip_is_told_to_be_made_of_it(case: Session, tmp_path: Path) -> None:
    whole = moving(1, 100)
    first = write_clip(tmp_path / "whole.mp4", whole)
    part = write_clip(tmp_path / "part.mp4", whole[20:80])
    case.add_items([first]).wait(60)
    case.add_items([part]).wait(60)
    case.find_matches()
    (family,) = case.lineages()
    assert family.parents == {2: 1}
    assert family.best == (1,)
    (descent,) = family.descents
    assert descent.told is Told.PARENT
    assert Ground.LENGTH in {reason.ground for reason in descent.reasons}


def test_what_the_analyst_rejected_makes_no_family(case: Session, tmp_path: Path) -> None:
    whole = moving(1, 100)
    case.add_items([write_clip(tmp_path / "whole.mp4", whole)]).wait(60)
    case.add_items([write_clip(tmp_path / "part.mp4", whole[20:80])]).wait(60)
    case.find_matches()
    for match in case.matches():
        case.decide(match.id, Decision.REJECTED, "another camera")
    assert case.lineages() == ()
