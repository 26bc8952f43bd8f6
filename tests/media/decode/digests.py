"""Prints the digests of every frame of clips and stills, on a processor that can do nothing.

`python -m tests.media.decode.digests bare|able FILE…`: with `bare`, FFmpeg is told before its first
use that the processor has none of its extensions. JSON: for each file
`[[planes, pixels, deep], …]`; deep is null for pictures of 8 bits.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
from pathlib import Path

import av

from workbench.media.decode import ExactFrame, open_medium
from workbench.records.sound import SoundBlock


def libavutil() -> ctypes.CDLL:
    """The library that PyAV itself has loaded."""
    beside = Path(av.__file__).parent
    folders = (beside.with_name("av.libs"), beside / ".dylibs", beside)
    found = [path for folder in folders for path in folder.glob("*avutil*")]
    return ctypes.CDLL(str(found[0]))


def deep_sha256(frame: ExactFrame) -> str | None:
    deep = frame.deep()
    return None if deep is None else hashlib.sha256(deep.rgb.tobytes()).hexdigest()


def main(arguments: list[str]) -> None:
    library = libavutil()
    if arguments[0] == "bare":
        library.av_force_cpu_flags(0)
    flags = library.av_get_cpu_flags()
    digests = {}
    for name in arguments[1:]:
        fd = os.open(name, os.O_RDONLY)
        frames = [f for f in open_medium(fd).play() if not isinstance(f, SoundBlock)]
        digests[name] = [[f.planes_sha256(), f.pixels_sha256(), deep_sha256(f)] for f in frames]
        os.close(fd)
    print(json.dumps({"flags": flags, "digests": digests}))


if __name__ == "__main__":
    main(sys.argv[1:])
