"""A worker that crashes, hangs, hogs or lies ends its own job and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.media.limits import MEASURE, PROBE, Limits
from workbench.media.sandbox import FORKS, Sandbox, Worker
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode

ROOT = Path(__file__).parents[2]
OPS = ROOT / "tests" / "child" / "hostile_ops.py"
BRIEF = replace(MEASURE, stall_s=0.3)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="zygotes are for Linux")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(extra_ops=OPS)
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    path = tmp_path_factory.mktemp("medium") / "clip"
    path.write_bytes(b"12345678 and more")
    fd = os.open(path, os.O_RDONLY)
    yield fd
    os.close(fd)


def keep(worker: Worker, name: str, kept: list[object]) -> None:
    """Receive until the end; what came before a fault stays in `kept`."""
    kept.extend(message.header[name] for message in worker.messages())


def asked(worker: Worker, op: str, **request: object) -> dict[str, object]:
    worker.send({"op": op, **request})
    message = worker.receive(30)
    assert message is not None
    return message.header


def fault_of(
    sandbox: Sandbox, medium: int, op: str, limits: Limits = PROBE, **request: object
) -> MediaError:
    with sandbox.worker(medium, limits) as worker:
        worker.send({"op": op, **request})
        with pytest.raises(MediaError) as caught:
            for _ in worker.messages():
                pass
        death = worker.fault()
    assert death is not None
    assert death.fault is caught.value.fault
    return caught.value


def still_works(sandbox: Sandbox, medium: int) -> bool:
    with sandbox.worker(medium, PROBE) as worker:
        return asked(worker, "echo", say=1)["read"] == b"12345678".hex()


def open_fds() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_is_locked_before_it_reads_a_byte(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, PROBE) as worker:
        assert worker.layers == sandbox.layers
        assert "seccomp" in worker.layers
        assert asked(worker, "echo", say="ö")["said"] == "ö"
        assert worker.fault() is None
    assert worker.fault() is None


def test_every_worker_begins_at_the_first_byte(sandbox: Sandbox, medium: int) -> None:
    os.lseek(medium, 5, os.SEEK_SET)
    assert still_works(sandbox, medium)
    assert still_works(sandbox, medium)
    assert os.lseek(medium, 0, os.SEEK_CUR) == 5


def test_a_medium_open_for_writing_reaches_the_worker_read_only(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "clip"
    path.write_bytes(b"original")
    fd = os.open(path, os.O_RDWR)
    request = {"canary": str(path), "folder": str(tmp_path), "parent": os.getpid(), "port": 1}
    with sandbox.worker(fd, PROBE) as worker:
        assert asked(worker, "escapes", **request)["through"] == []
    os.close(fd)
    assert path.read_bytes() == b"original"


def test_a_crash_ends_its_job_and_no_other(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, PROBE) as neighbour:
        fault = fault_of(sandbox, medium, "crash")
        assert (fault.fault, fault.facts) == (MediaFault.CRASHED, {"signal": "SIGSEGV"})
        assert asked(neighbour, "echo", say=1)["said"] == 1
    assert still_works(sandbox, medium)


def test_what_came_before_the_crash_is_kept(sandbox: Sandbox, medium: int) -> None:
    kinds: list[object] = []
    with sandbox.worker(medium, PROBE) as worker:
        worker.send({"op": "crash"})
        with pytest.raises(MediaError):
            keep(worker, "kind", kinds)
    assert kinds == ["about to crash"]


def test_an_abort_is_named(sandbox: Sandbox, medium: int) -> None:
    assert fault_of(sandbox, medium, "abort").facts == {"signal": "SIGABRT"}


def test_an_exception_of_a_reader_is_our_bug_with_its_name(sandbox: Sandbox, medium: int) -> None:
    fault = fault_of(sandbox, medium, "raise")
    assert fault.fault is MediaFault.BUG and not fault.fault.quarantines
    detail = str(fault.facts["detail"])
    assert detail.startswith("IndexError: a reader")
    assert detail.isprintable()


def test_a_media_fault_is_told_and_the_worker_goes_on(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, PROBE) as worker:
        told = asked(worker, "media fault")
        assert told == {"kind": "fault", "fault": "unsupported_codec", "facts": {"codec": "xyz"}}
        assert asked(worker, "echo", say=1)["said"] == 1


@pytest.mark.parametrize("code", [1, 70, 255])
def test_an_exit_in_the_middle_is_a_crash(sandbox: Sandbox, medium: int, code: int) -> None:
    assert fault_of(sandbox, medium, "leave", code=code).fault is MediaFault.CRASHED


def test_an_orderly_end_is_no_fault(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, PROBE) as worker:
        worker.send({"op": "leave", "code": 0})
        assert list(worker.messages()) == []
        assert worker.fault() is None


def test_a_worker_killed_from_outside_ends_alone(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, MEASURE) as neighbour, sandbox.worker(medium, MEASURE) as worker:
        pid = asked(worker, "pid")["pid"]
        assert isinstance(pid, int)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(MediaError) as caught:
            worker.receive(10)
        assert caught.value.facts == {"signal": "SIGKILL"}
        assert asked(neighbour, "echo", say=1)["said"] == 1


def test_a_hang_is_ended_by_its_silence(sandbox: Sandbox, medium: int) -> None:
    began_s = time.monotonic()
    assert fault_of(sandbox, medium, "hang", BRIEF).fault is MediaFault.TOO_SLOW
    assert time.monotonic() - began_s < 10


def test_a_probe_that_loops_is_ended_by_its_processor_time(sandbox: Sandbox, medium: int) -> None:
    fault = fault_of(sandbox, medium, "loop", replace(PROBE, cpu_s=1))
    assert (fault.fault, fault.facts) == (MediaFault.TOO_SLOW, {"cpu_s": 1})


def test_a_worker_that_does_not_listen_is_ended(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, BRIEF) as worker:
        asked(worker, "stop reading")
        with pytest.raises(MediaError) as caught:
            worker.send({"op": "echo"}, bytes(16 << 20))
        assert caught.value.fault is MediaFault.TOO_SLOW


def test_memory_is_bounded(sandbox: Sandbox, medium: int) -> None:
    held: list[object] = []
    with sandbox.worker(medium, MEASURE) as worker:
        worker.send({"op": "hog"})
        with pytest.raises(MediaError) as caught:
            keep(worker, "bytes", held)
        assert caught.value.fault is MediaFault.OUT_OF_MEMORY
        ending = worker.ending
    assert ending is not None
    assert ending.peak_bytes is not None
    assert len(held) * (4 << 20) > 400 << 20
    assert ending.peak_bytes < 768 << 20


@pytest.mark.parametrize(
    ("wire", "times"),
    [("40000000", 1), ("00000002" + "5b5d", 1), ("ff" * 64, 1 << 14), ("00000000", 1)],
)
def test_a_worker_that_breaks_the_protocol_is_ended(
    sandbox: Sandbox, medium: int, wire: str, times: int
) -> None:
    fault = fault_of(sandbox, medium, "raw", hex=wire, times=times)
    assert fault.fault is MediaFault.PROTOCOL


def test_a_worker_that_leaves_inside_a_message_is_a_protocol_fault(
    sandbox: Sandbox, medium: int
) -> None:
    with sandbox.worker(medium, PROBE) as worker:
        worker.send({"op": "raw", "hex": "000000ff7b", "wait": False})
        worker.send({"op": "leave", "code": 0})
        with pytest.raises(MediaError) as caught:
            worker.receive(10)
    assert caught.value.fault is MediaFault.PROTOCOL


def test_ending_wakes_the_thread_that_waits(sandbox: Sandbox, medium: int) -> None:
    worker = sandbox.worker(medium, MEASURE)
    got: list[object] = []
    waiting = threading.Thread(target=lambda: got.extend(worker.messages()))
    waiting.start()
    time.sleep(0.05)
    began_s = time.monotonic()
    for _ in range(3):
        worker.end()
    waiting.join(5)
    assert not waiting.is_alive()
    assert got == []
    assert time.monotonic() - began_s < 1
    assert worker.fault() is None
    assert worker.receive() is None
    with pytest.raises(MediaError):
        worker.send({"op": "echo", "say": 1})


def test_an_ended_worker_is_dead_and_leaves_no_descriptor(sandbox: Sandbox, medium: int) -> None:
    still_works(sandbox, medium)
    before = open_fds()
    for _ in range(5):
        with sandbox.worker(medium, PROBE) as worker:
            pid = asked(worker, "pid")["pid"]
            worker.send({"op": "hang"})
        assert isinstance(pid, int)
        assert not is_alive(pid)
    assert open_fds() == before


def test_large_blobs_cross_whole(sandbox: Sandbox, medium: int) -> None:
    with sandbox.worker(medium, PROBE) as worker:
        worker.send({"op": "blob", "bytes": 24 << 20})
        message = worker.receive(20)
        assert message is not None
        assert message.blob == bytes(range(256)) * (24 << 12)


def test_shared_memory_is_shared_and_cannot_be_cut(sandbox: Sandbox, medium: int) -> None:
    size = 1 << 20
    fd = os.memfd_create("picture")
    os.ftruncate(fd, size)
    with sandbox.worker(medium, PROBE, shared_fds=(fd,)) as worker:
        asked(worker, "share", bytes=size)
    assert os.pread(fd, size, 0) == b"\x07" * size
    os.close(fd)


def test_several_workers_run_at_once(sandbox: Sandbox, medium: int) -> None:
    faults: list[MediaError] = []

    def use() -> None:
        for n in range(5):
            with sandbox.worker(medium, PROBE) as worker:
                if asked(worker, "echo", say=n)["said"] != n:
                    faults.append(MediaError(MediaFault.PROTOCOL))

    users = [threading.Thread(target=use) for _ in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join(60)
    assert faults == []
    assert not any(user.is_alive() for user in users)


def test_fifty_workers_take_less_than_five_seconds(sandbox: Sandbox, medium: int) -> None:
    still_works(sandbox, medium)
    began_s = time.monotonic()
    for _ in range(50):
        assert still_works(sandbox, medium)
    assert time.monotonic() - began_s < 5


def test_a_zygote_is_replaced_after_its_forks_and_its_workers_go_on(medium: int) -> None:
    with_old: Worker
    sandbox = Sandbox(extra_ops=OPS)
    try:
        with_old = sandbox.worker(medium, MEASURE)
        old = _parent_of(with_old)
        for _ in range(FORKS + 1):
            with sandbox.worker(medium, PROBE):
                pass
        with sandbox.worker(medium, PROBE) as worker:
            assert _parent_of(worker) != old
        assert asked(with_old, "echo", say=2)["said"] == 2
        assert is_alive(old)
        with_old.end()
        assert _soon(lambda: not is_alive(old))
    finally:
        sandbox.close()


def test_a_zygote_is_replaced_after_a_crash(medium: int) -> None:
    sandbox = Sandbox(extra_ops=OPS)
    try:
        with sandbox.worker(medium, PROBE) as worker:
            old = _parent_of(worker)
        fault_of(sandbox, medium, "hang", BRIEF)
        with sandbox.worker(medium, PROBE) as worker:
            assert _parent_of(worker) == old
        fault_of(sandbox, medium, "crash")
        with sandbox.worker(medium, PROBE) as worker:
            assert _parent_of(worker) != old
    finally:
        sandbox.close()


def test_a_zygote_that_dies_takes_its_workers_along_and_is_replaced(medium: int) -> None:
    sandbox = Sandbox(extra_ops=OPS)
    try:
        with sandbox.worker(medium, MEASURE) as worker:
            pid = asked(worker, "pid")["pid"]
            assert isinstance(pid, int)
            os.kill(_parent_of(worker), signal.SIGKILL)
            with pytest.raises(MediaError) as caught:
                worker.receive(10)
            assert caught.value.fault is MediaFault.CRASHED
            assert _soon(lambda: not is_alive(pid))
        assert still_works(sandbox, medium)
    finally:
        sandbox.close()


def test_closing_ends_workers_and_zygote(medium: int) -> None:
    sandbox = Sandbox(extra_ops=OPS)
    sandbox.start()
    worker = sandbox.worker(medium, MEASURE)
    zygote, pid = _parent_of(worker), asked(worker, "pid")["pid"]
    assert isinstance(pid, int)
    sandbox.close()
    sandbox.close()
    assert not is_alive(pid)
    assert not is_alive(zygote)
    assert worker.receive() is None


PARENT = """
import os, sys, time
from pathlib import Path
from workbench.media.limits import MEASURE
from workbench.media.sandbox import Sandbox
sandbox = Sandbox(extra_ops=Path({ops!r}))
fd = os.open({ops!r}, os.O_RDONLY)
worker = sandbox.worker(fd, MEASURE)
worker.send({{"op": "pid"}})
print(worker.receive(10).header["pid"], flush=True)
worker.send({{"op": "hang"}})
worker.receive(10)
decoders = ("av", "PIL", "exifread", "pi_heif", "cv2", "scipy")
loaded = [name for name in decoders if name in sys.modules]
print(loaded, flush=True)
time.sleep(60)
"""


def test_a_parent_that_is_killed_takes_all_along_and_loads_no_decoder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.format(ops=str(OPS))],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        zygote = _parent_pid(pid)
        assert parent.stdout.readline().strip() == "[]"
        parent.kill()
    assert _soon(lambda: not is_alive(pid) and not is_alive(zygote))


def test_nothing_is_loaded_from_the_folder_one_happens_to_be_in(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('the wrong one')")
    program = (
        "from workbench.media.sandbox import Sandbox; s = Sandbox(); print(s.layers); s.close()"
    )
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "seccomp" in ended.stdout


def test_without_a_lock_nothing_is_read_before_the_user_consents(medium: int) -> None:
    asked_times = []

    def refuse() -> bool:
        asked_times.append(1)
        return False

    for consent in (None, refuse):
        sandbox = Sandbox(consent, spawn=True, extra_ops=OPS)
        with pytest.raises(Refusal) as caught:
            sandbox.worker(medium, PROBE)
        assert caught.value.code is RefusalCode.NO_SANDBOX
    assert asked_times == [1]


def test_a_spawned_worker_does_what_a_forked_one_does(medium: int) -> None:
    asked_times = []

    def consent() -> bool:
        asked_times.append(1)
        return True

    sandbox = Sandbox(consent, spawn=True, extra_ops=OPS)
    assert sandbox.layers == "none"
    assert still_works(sandbox, medium)
    fault = fault_of(sandbox, medium, "crash")
    assert fault.facts == {"signal": "SIGSEGV"}
    assert fault_of(sandbox, medium, "hang", BRIEF).fault is MediaFault.TOO_SLOW
    worker = sandbox.worker(medium, PROBE)
    pid = asked(worker, "pid")["pid"]
    sandbox.close()
    assert isinstance(pid, int)
    assert not is_alive(pid)
    assert asked_times == [1]


def _parent_of(worker: Worker) -> int:
    pid = asked(worker, "pid")["pid"]
    assert isinstance(pid, int)
    return _parent_pid(pid)


def _parent_pid(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _soon(holds: object, timeout_s: float = 5.0) -> bool:
    deadline_s = time.monotonic() + timeout_s
    while time.monotonic() < deadline_s:
        if callable(holds) and holds():
            return True
        time.sleep(0.02)
    return False
