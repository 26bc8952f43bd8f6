"""Variants: a copy of a clip as it comes back from the net, made for the sample case.

Answers: `bytes` messages with the file in order, then `end`.
"""

from __future__ import annotations

import io
from typing import Any

from workbench.media.decode.variant import make_variant
from workbench.media.protocol import Channel

PIECE_BYTES = 4 << 20


def vary(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "vary", "recipe": {…}}`; the recipe is `make_variant`'s."""
    made = io.BytesIO()
    make_variant(media_fd, request["recipe"], made)
    content = made.getvalue()
    for start in range(0, len(content), PIECE_BYTES):
        channel.send({"kind": "bytes"}, content[start : start + PIECE_BYTES])
    channel.send({"kind": "end"})
