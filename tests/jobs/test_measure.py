"""Measuring again after a death: what the first worker died of does not keep the rest from being
measured."""

from __future__ import annotations

import pytest

from workbench.instruments import catalogue
from workbench.jobs.measure import Measured, Request, Surveyed, _add_first, _without_its_death
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.run import JobState

NAMES = ("metadata", "structure", "credentials")
REQUESTS = [Request.of(catalogue.load()[name]) for name in NAMES]
MEDIUM = Medium(MediaKind.STILL, "jpeg", MediaStatus.OK, None, 100)


def died(fault: MediaError, *states: JobState, medium: Medium | None = MEDIUM) -> Surveyed:
    measured = {
        request.instrument.name: Measured(request, state)
        for request, state in zip(REQUESTS, states, strict=True)
    }
    return Surveyed(medium, fault, "none", measured, cpu_s=1.0, peak_bytes=5)


def names(requests: list[Request]) -> list[str]:
    return [one.instrument.name for one in requests]


CRASH = MediaError(MediaFault.CRASHED, signal="SIGSEGV")
SPENT = MediaError(MediaFault.TOO_SLOW, cpu_s=20)
DONE, RUNNING = JobState.DONE, JobState.RUNNING


def test_what_the_worker_died_of_comes_last() -> None:
    left = _without_its_death(REQUESTS, died(CRASH, RUNNING, RUNNING, RUNNING))
    assert names(left) == ["structure", "credentials", "metadata"]
    left = _without_its_death(REQUESTS, died(CRASH, DONE, RUNNING, RUNNING))
    assert names(left) == ["metadata", "credentials", "structure"]


def test_what_spent_its_processor_time_is_not_begun_again_and_says_so() -> None:
    first = died(SPENT, DONE, RUNNING, RUNNING)
    left = _without_its_death(REQUESTS, first)
    assert names(left) == ["metadata", "credentials"]
    again = Surveyed(
        MEDIUM, None, "none", {n: Measured(r, DONE) for n, r in zip(names(left), left, strict=True)}
    )
    again.cpu_s, again.peak_bytes = 0.5, 9
    _add_first(again, first)
    assert again.measured["structure"].state is JobState.FAILED
    assert again.measured["structure"].fault is SPENT
    assert {again.measured[n].state for n in ("metadata", "credentials")} == {DONE}
    assert (again.cpu_s, again.peak_bytes) == (1.5, 9)


@pytest.mark.parametrize("fault", [CRASH, SPENT])
def test_a_death_before_anything_was_known_leaves_all_to_be_tried_again(fault: MediaError) -> None:
    first = died(fault, RUNNING, RUNNING, RUNNING, medium=None)
    assert names(_without_its_death(REQUESTS, first)) == list(NAMES)
