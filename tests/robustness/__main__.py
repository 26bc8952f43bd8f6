"""`python -m tests.robustness`: runs the suite, prints its table and writes docs/robustness.md."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2

from tests.robustness import sources
from tests.robustness.copies import sounds
from tests.robustness.edits import EVERY, PAIRS, SINGLE
from tests.robustness.report import report
from tests.robustness.shelf import Shelf
from tests.robustness.trial import (
    Library,
    Result,
    known,
    tried_on_clip,
    tried_on_montage,
    tried_on_still,
)

ROOT = Path(__file__).resolve().parents[2]
MEDIA = Path(os.environ.get("WORKBENCH_MEDIA", ROOT.parent / "shared" / "media"))
PAIR_STILLS, PAIR_CLIPS = 10, 5
"""Of the sources, so many undergo each pair of edits."""

_library: Library | None = None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.robustness", description=__doc__)
    parser.add_argument("--clips", type=int, default=len(sources.CLIPS))
    parser.add_argument("--stills", type=int, default=sources.QUERY_STILLS)
    parser.add_argument("--only", default="", help="edits whose names match this pattern")
    parser.add_argument("--crowd", type=int, default=0, help="fingerprints of made-up footage")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="a folder for what was made and measured")
    parser.add_argument("--write", action="store_true", help="write docs/robustness.md")
    chosen = parser.parse_args()
    if not MEDIA.is_dir():
        parser.error(f"needs real footage; {MEDIA} is not there: set WORKBENCH_MEDIA")
    results, entries = run(chosen)
    text = report(results, entries)
    print(text)
    if chosen.write:
        (ROOT / "docs" / "robustness.md").write_text(text, encoding="utf-8")


def run(chosen: argparse.Namespace) -> tuple[list[Result], int]:
    """The results of all trials, and how many entries the library had."""
    global _library
    cv2.setNumThreads(1)
    every_clip, every_still = sources.clips(MEDIA), sources.stills(MEDIA)
    every = [*every_clip, *sources.bystanders(MEDIA), *every_still]
    context = multiprocessing.get_context("fork")
    shelf = Shelf(chosen.keep)
    with context.Pool(chosen.processes) as pool:
        read = pool.imap(partial(known, shelf=shelf), every)
        entries = [one for one in read if one is not None]
    _library = Library(entries, shelf, chosen.crowd)
    tasks = list(_tasks(every_clip[: chosen.clips], every_still[: chosen.stills], chosen.only))
    results: list[Result] = []
    with context.Pool(chosen.processes) as pool:
        for several in pool.imap_unordered(_tried, tasks):
            results += several
    return results, len(entries)


Task = tuple[str, Sequence[sources.Source], Sequence[str]]
"""Of clip, still and montage the one that it is; the sources, of a clip it and the one whose sound
or picture replaces its own; the names of the edits."""


def _tasks(
    clips: Sequence[sources.Source], stills: Sequence[sources.Source], only: str
) -> Iterator[Task]:
    wanted = re.compile(only)
    single = [edit.name for edit in SINGLE if wanted.search(edit.name)]
    pairs = [edit.name for edit in PAIRS if wanted.search(edit.name)]
    for n, source in enumerate(clips):
        # Each pair is tried on a few sources, other ones each time.
        mine = [p for k, p in enumerate(pairs) if (n + k) % len(clips) < PAIR_CLIPS]
        others = [one for one in (*clips[n + 1 :], *clips[:n]) if sounds(one)]
        yield "clip", [source, *others[:1]], [*single, *mine]
    for first in range(0, len(clips) - 4, 5):
        if wanted.search("montage"):
            yield "montage", clips[first : first + 5], ()
    for n, source in enumerate(stills):
        mine = [p for k, p in enumerate(pairs) if (n + k) % len(stills) < PAIR_STILLS]
        yield "still", [source], [*single, *mine]


def _tried(task: Task) -> list[Result]:
    assert _library is not None
    cv2.setNumThreads(1)
    kind, chosen, names = task
    edits = [EVERY[name] for name in names]
    if kind == "montage":
        return list(tried_on_montage(chosen, _library))
    if kind == "clip":
        return list(tried_on_clip(chosen[0], chosen[-1], edits, _library))
    return list(tried_on_still(chosen[0], edits, _library))


if __name__ == "__main__":
    main()
