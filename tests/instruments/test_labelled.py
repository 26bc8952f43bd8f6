"""Cuts, fades and dissolves that were labelled: how many are found, and beside another detector."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.instruments import labelled
from tests.instruments.labelled import Boundary, Score
from workbench.instruments.shots import SHOTS

RIVAL = Path(__file__).with_name("adaptive_detector.py")
NONE = Score(0, 0, 0)


def found_in(measure: Any, clip: Path) -> dict[str, list[int]]:
    """The first frames of shots, by how they begin."""
    kinds: dict[str, list[int]] = {"start": [], "cut": [], "fade": [], "dissolve": []}
    for shot in measure(SHOTS, clip)["shots"].facts["shots"]:
        kinds[shot["begins_with"]].append(shot["first_index"])
    return kinds


def test_the_labels_are_of_the_files_at_hand(media_dir: Path) -> None:
    labels = labelled.labels()
    digests = {clip["file"]: clip["sha256"] for clip in labels["clips"]} | labels["sources"]
    for file, digest in digests.items():
        assert hashlib.sha256((media_dir / file).read_bytes()).hexdigest() == digest, file


def test_at_least_a_hundred_cuts_are_labelled() -> None:
    labels = labelled.labels()
    every = [*map(labelled.boundaries_of, labels["clips"])]
    every += map(labelled.boundaries_made, labels["compilations"])
    assert sum(one.kind == "cut" for boundaries in every for one in boundaries) >= 100


@pytest.mark.parametrize(
    "clip", labelled.labels()["clips"], ids=lambda clip: Path(clip["file"]).name
)
def test_labelled_clips(clip: dict[str, Any], media_dir: Path, measure: Any) -> None:
    """Colour alone changes in the one clip whose cuts are missed: shots are told by luma."""
    found = found_in(measure, media_dir / clip["file"])
    truth = labelled.boundaries_of(clip)
    scored = labelled.score(found["cut"], truth)
    assert scored.wrong == 0
    assert scored.missed == (2 if clip["file"].endswith("counter.mp4") else 0)
    for kind in ("fade", "dissolve"):
        assert labelled.gradual(found[kind], truth, kind).wrong == 0


@pytest.fixture(scope="module")
def clips(
    media_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Path, list[Boundary]]]:
    """Every labelled clip, those that are made among them."""
    folder, labels = tmp_path_factory.mktemp("compiled"), labelled.labels()
    every = [(media_dir / one["file"], labelled.boundaries_of(one)) for one in labels["clips"]]
    for one in labels["compilations"]:
        suffix = ".avi" if one["codec"] == "mpeg4" else ".mp4"
        path = labelled.compile_clip(one, media_dir, folder / (one["name"] + suffix))
        every.append((path, labelled.boundaries_made(one)))
    return every


@pytest.mark.long
def test_ninety_five_of_a_hundred_cuts(
    clips: list[tuple[Path, list[Boundary]]], measure: Any
) -> None:
    """F1 over all labelled cuts, to the frame; and more than the adaptive detector of PySceneDetect
    where `WORKBENCH_SCENEDETECT` names a Python that has it (it needs another build of OpenCV)."""
    cuts = fades = dissolves = NONE
    for path, truth in clips:
        found = found_in(measure, path)
        cuts += labelled.score(found["cut"], truth)
        fades += labelled.gradual(found["fade"], truth, "fade")
        dissolves += labelled.gradual(found["dissolve"], truth, "dissolve")
    print(f"cuts {cuts} F1 {cuts.f1:.3f}, fades {fades}, dissolves {dissolves}")
    assert cuts.f1 >= 0.95
    assert fades.f1 >= 0.8 and dissolves.f1 >= 0.8
    rival = os.environ.get("WORKBENCH_SCENEDETECT")
    if rival:
        theirs = _theirs(rival, clips)
        print(f"AdaptiveDetector {theirs} F1 {theirs.f1:.3f}")
        assert cuts.f1 > theirs.f1


def _theirs(python: str, clips: list[tuple[Path, list[Boundary]]]) -> Score:
    command = [python, "-W", "ignore", str(RIVAL), *(str(path) for path, _ in clips)]
    cuts = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return sum((labelled.score(cuts[str(path)], truth) for path, truth in clips), NONE)
