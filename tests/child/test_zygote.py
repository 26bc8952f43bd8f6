"""What a worker has when it is locked, and what it has not."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from workbench.media.limits import MEASURE, PROBE
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError

OPS = Path(__file__).parent / "hostile_ops.py"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="zygotes are for Linux")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(extra_ops=OPS)
    yield sandbox
    sandbox.close()


def answer(sandbox: Sandbox, path: Path, op: str, **request: object) -> dict[str, Any]:
    fd = os.open(path, os.O_RDONLY)
    try:
        with sandbox.worker(fd, MEASURE) as worker:
            worker.send({"op": op, **request})
            message = worker.receive(30)
            assert message is not None
            return message.header
    finally:
        os.close(fd)


def test_no_escape_comes_through(sandbox: Sandbox, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = answer(
            sandbox, canary, "escapes", canary=str(canary), folder=str(tmp_path),
            parent=os.getpid(), port=listener.getsockname()[1],
        )  # fmt: skip
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert told["tried"] > 60
    assert told["through"] == []
    assert [path.name for path in tmp_path.iterdir()] == ["canary"]
    assert canary.read_text() == "secret"


def test_every_system_call_that_is_not_named_is_refused(sandbox: Sandbox) -> None:
    told = answer(sandbox, OPS, "system calls")
    assert told["tried"] > 400
    assert told["through"] == {}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x32 is a mode of x86-64")
def test_the_other_numbers_of_the_machine_kill(sandbox: Sandbox) -> None:
    with pytest.raises(MediaError) as caught:
        answer(sandbox, OPS, "x32")
    assert caught.value.facts == {"signal": "SIGSYS"}


def test_threads_begin_after_the_lock(sandbox: Sandbox) -> None:
    assert answer(sandbox, OPS, "threads")["ran"] == 3


def test_a_worker_holds_its_own_descriptors_only(sandbox: Sandbox) -> None:
    fd = os.open(OPS, os.O_RDONLY)
    with sandbox.worker(fd, PROBE):
        told = answer(sandbox, OPS, "loaded", names=[])
    os.close(fd)
    assert len(told["fds"]) == 5


def test_all_that_loads_late_is_loaded(sandbox: Sandbox) -> None:
    names = ["av.subtitles.stream", "encodings.cp1251", "encodings.shift_jis", "_strptime",
             "PIL.WebPImagePlugin", "xml.etree.ElementTree", "exifread", "cv2"]  # fmt: skip
    assert answer(sandbox, OPS, "loaded", names=names)["missing"] == []


def test_a_clip_is_decoded_behind_the_lock_by_two_threads(sandbox: Sandbox, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    np = pytest.importorskip("numpy")
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for shade in range(30):
            picture = np.full((240, 320, 3), shade * 8, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    told = answer(sandbox, path, "decode")
    assert told == {"kind": "decoded", "frames": 30, "shape": [240, 320, 3]}
