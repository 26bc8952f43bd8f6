"""The line of two clips, from how much each pair of frames agrees, and how far it may be off."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.matching.course import Agreement, fitted, stretches
from workbench.matching.geometry import Proof
from workbench.matching.line import Line

PROOF = Proof(20, False, np.eye(3), (0.0, 0.0, 1.0, 1.0), 0.0, 1.0, True)


def agreement(true_s: float, fall: float) -> Agreement:
    """Of a camera that stands: a frame agrees most with that of the same moment, and by `fall`
    features less with each second that it lies apart. One frame of the reference is blurred, and
    one is sharper than the others."""
    query_s, reference_s = np.arange(12) * 0.5, np.arange(24) * 0.4
    apart_s = np.abs(reference_s[None] - query_s[:, None] - true_s)
    count = np.where(apart_s < 1.5, 30 - fall * apart_s, -1)
    sharpness = np.ones(24)
    sharpness[[7, 11]] = 0.5, 1.5
    count = np.where(count > 0, count * sharpness, count).astype(np.int32)
    nowhere = np.full((*count.shape, 3), np.nan)
    return Agreement(query_s, np.arange(12), reference_s, count, nowhere, {(0, 0): PROOF})


@pytest.mark.parametrize("off_s", [-0.6, -0.2, 0.0, 0.4, 0.7])
def test_a_line_is_moved_to_where_most_agrees(off_s: float) -> None:
    line = fitted(agreement(1.3, fall=12), Line(1.0, 1.3 - off_s))
    assert line.rate == 1.0
    assert line.offset_s == pytest.approx(1.3, abs=0.15)


def test_the_doubt_grows_where_as_much_agrees_elsewhere() -> None:
    doubts = []
    for fall in (16, 2):
        agreed = agreement(1.3, fall)
        (course,) = stretches(agreed, fitted(agreed, Line(1.0, 1.3)))
        assert course.frames == 12
        doubts.append(course.slack_s)
    telling, flat = doubts
    assert telling < 0.4
    assert flat > 0.8
