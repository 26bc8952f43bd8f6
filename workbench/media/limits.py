"""How much a file may cost its reader."""

from __future__ import annotations

from dataclasses import dataclass

MAX_STILL_PIXELS = 220_000_000
"""Phones make 108 megapixels, stitched panoramas more; larger ones are refused."""
MAX_FRAME_PIXELS = 64_000_000
"""Of one frame of a clip: 8K is 33 megapixels."""
MAX_SIDE_PX = 65_535
MAX_STREAMS = 64
MAX_DECODER_THREADS = 3
"""Eight at 4K 10 bit break the memory limit; two peak at 360 MB."""

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use. Decoding and playing are watched by their progress, never by a
    fixed time: a long clip is not a fault."""

    memory_bytes: int
    """Address space, libraries included (RLIMIT_AS)."""
    cpu_s: int | None
    """Processor time of all its threads (RLIMIT_CPU); None where progress is watched instead."""
    stall_s: float
    """Longest silence before the worker is ended."""
    private_bytes: int = 768 * _MIB
    """Writable memory of its own (RLIMIT_DATA)."""


PROBE = Limits(memory_bytes=1536 * _MIB, cpu_s=20, stall_s=30.0)
"""What is the file; stills and metadata, whose readers are known to loop."""
EXPORT = Limits(memory_bytes=1536 * _MIB, cpu_s=180, stall_s=200.0)
"""An export of a messenger: up to a gigabyte of text, answered once something wanted is found."""
MEASURE = Limits(memory_bytes=1536 * _MIB, cpu_s=None, stall_s=60.0)
"""Instruments on a whole clip."""
PLAY = Limits(memory_bytes=2048 * _MIB, cpu_s=None, stall_s=20.0, private_bytes=1152 * _MIB)
"""One open item of the player: two decoders, and 256 MB of frames that are kept."""
