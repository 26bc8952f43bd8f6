"""Reads files given on standard input as a worker would, within limits; one JSON line for each.

Run in a process of its own: what it reads is made to break it.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
import time

from workbench.media.decode import ClipFrame, StillFrame, open_medium
from workbench.media.limits import PROBE
from workbench.records.errors import MediaError

MOST_PARTS = 200
MOST_PICTURES = 3


def read(path: str) -> str:
    """How the file ended, after everything was asked of it that a worker asks."""
    fd = os.open(path, os.O_RDONLY)
    try:
        source = open_medium(fd)
        pictures = 0
        for part in itertools.islice(source.play(frames=True, sound=True), MOST_PARTS):
            if isinstance(part, (ClipFrame, StillFrame)) and pictures < MOST_PICTURES:
                pictures += 1
                part.planes_sha256()
                part.pixels_sha256()
                part.small_luma(64, 64)
                part.small_chroma(32, 32)
                part.view_rgb(640, 480)
        source.peek(3)
        return source.medium.status.value
    except MediaError as refused:
        return refused.fault.value
    finally:
        os.close(fd)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (PROBE.memory_bytes, PROBE.memory_bytes))
    resource.setrlimit(resource.RLIMIT_DATA, (PROBE.private_bytes, PROBE.private_bytes))
    for line in sys.stdin:
        path = line.rstrip("\n")
        began = time.monotonic()
        print(json.dumps({"path": path, "start": True}), flush=True)
        end = read(path)
        print(json.dumps({"path": path, "end": end, "s": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
