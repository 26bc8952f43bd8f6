"""Jobs move through their states, one ends alone, and outcomes keep their order."""

from __future__ import annotations

import threading

import pytest

from workbench.jobs.queue import Control, Queue
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.job import Job
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import JobState


def done(name: str) -> Outcome:
    return Outcome(name, None, OutcomeState.DONE)


@pytest.fixture
def queue() -> Queue:
    return Queue(runners=2)


def test_outcomes_keep_the_order_in_which_they_were_asked(queue: Queue) -> None:
    second_first = threading.Event()

    def slow(control: Control) -> Outcome:
        second_first.wait(5)
        return done("slow")

    def quick(control: Control) -> Outcome:
        second_first.set()
        return done("quick")

    batch = queue.start([("a", "slow", None, slow), ("a", "quick", None, quick)])
    assert [o.path for o in batch.wait(5)] == ["slow", "quick"]
    queue.close()


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (Refusal(RefusalCode.DISK_FULL, path="p"), OutcomeState.REFUSED, "disk_full"),
        (MediaError(MediaFault.CRASHED), OutcomeState.FAILED, "crashed"),
        (ZeroDivisionError(), OutcomeState.FAILED, "bug"),
    ],
)
def test_what_goes_wrong_ends_one_job(
    queue: Queue, error: Exception, state: OutcomeState, reason: str
) -> None:
    def wrong(control: Control) -> Outcome:
        raise error

    batch = queue.start([("a", "x", None, wrong), ("a", "y", None, lambda control: done("y"))])
    first, second = batch.wait(5)
    assert (first.state, second.state) == (state, OutcomeState.DONE)
    job = queue.jobs()[0]
    assert job.state is JobState.FAILED and job.reason is first.reason
    code = job.reason.code if isinstance(job.reason, Refusal) else job.reason.fault
    assert code.value == reason
    queue.close()


def test_cancel_ends_what_runs_and_forgets_what_waits(queue: Queue) -> None:
    running = threading.Barrier(3)

    def work(control: Control) -> Outcome:
        ended = threading.Event()
        control.on_cancel(ended.set)
        running.wait(5)
        assert ended.wait(5)
        control.check()
        return done("never")

    batch = queue.start([("a", str(n), None, work) for n in range(5)])
    running.wait(5)
    batch.cancel()
    assert {o.state for o in batch.wait(5)} == {OutcomeState.CANCELLED}
    assert {job.state for job in queue.jobs()} == {JobState.CANCELLED}
    assert not queue.busy
    queue.close()


def test_progress_is_told_at_most_ten_times_a_second(queue: Queue) -> None:
    told: list[Job] = []
    queue.observe(told.append)

    def work(control: Control) -> Outcome:
        for n in range(10_000):
            control.progress(n / 10_000)
        return done("x")

    queue.start([("a", "x", None, work)]).wait(20)
    states = [job.state for job in told]
    assert states[0] is JobState.QUEUED and states[-1] is JobState.DONE
    assert len(told) < 20
    queue.close()
