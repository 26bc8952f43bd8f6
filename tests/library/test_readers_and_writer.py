"""A library is read through one connection while it is written through another."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

from workbench.library.intake import Expected
from workbench.library.library import Library
from workbench.records.known import Sheet

FILES = 20_000
"""So many that a reader is in the middle of them whenever something is written."""


def test_who_reads_in_the_same_process_never_stops_who_writes(tmp_path: Path) -> None:
    path, ended = tmp_path / "known.fvl", threading.Event()
    with closing(Library.create(path)) as writer:
        expected = [tmp_path / f"{n}.png" for n in range(FILES)]
        writer.expect([Expected(one, Sheet("x"), keep=False) for one in expected])
        with closing(Library.open(path)) as reader:

            def read() -> None:
                while not ended.is_set():
                    reader.expected()

            reading = threading.Thread(target=read)
            reading.start()
            try:
                for n in range(60):
                    writer.arrived(tmp_path / f"{n}.png")
            finally:
                ended.set()
                reading.join()
            assert len(reader.expected()) == FILES - 60
