"""Kinship: a shorter, smaller copy was made of the longer one; rejected matches say nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.footage import moving, write_clip
from workbench.dossier import bundle, families
from workbench.records.dossier import DossierVariant
from workbench.records.known import Sheet
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


@pytest.mark.parametrize("variant", list(DossierVariant))
def test_the_dossier_says_which_copy_was_made_of_which_and_is_held_to_it(
    case: Session, tmp_path: Path, variant: DossierVariant
) -> None:
    whole = moving(1, 100)
    case.add_items([write_clip(tmp_path / "whole.mp4", whole)]).wait(60)
    case.add_items([write_clip(tmp_path / "part.mp4", whole[20:80])]).wait(60)
    small = write_clip(tmp_path / "small.mp4", [one[::2, ::2].copy() for one in whole[30:70]])
    known = case.desk.new_library(case.path.parent / "known.fvl")
    case.desk.library_add(known, [small], Sheet("Small"))
    known.close()
    case.find_matches(libraries=[known.path])
    dossier = case.dossier(variant)
    assert dossier.families is not None
    (family,) = dossier.families
    assert [line.depth for line in families.tree(family)][:2] == [0, 1]
    assert {one.reference.title for one in family.members if one.reference} == {"Small"}
    assert families.follow(dossier)
    out = tmp_path / "out"
    page = case.write_dossier(out, variant=variant).read_text("utf-8")
    assert "was likely made of" in page and "best copy at hand" in page
    outcome, code = case.desk.verify_dossier(out)
    assert outcome.problems == () and code in (0, 2)
    turned = replace(family, ties=(replace(family.ties[0], told=Told.UNTOLD), *family.ties[1:]))
    assert not families.follow(replace(dossier, families=(turned,)))
    bundle.write(replace(dossier, families=(turned,)), case.project, tmp_path / "forged")
    outcome, code = case.desk.verify_dossier(tmp_path / "forged")
    assert code == 1 and [one.expected for one in outcome.problems] == ["families"]
