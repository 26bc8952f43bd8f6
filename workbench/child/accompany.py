"""Sidecars: what a file beside footage says of it.

Answers one `sidecar` for each wanted file of which it says something, its content as JSON behind
it; then `end`, with the fault that ended the reading, if any.
"""

from __future__ import annotations

import json
import os
from typing import Any

from workbench.instruments import sidecars
from workbench.media.protocol import Channel
from workbench.records.codec import to_json
from workbench.records.errors import MediaError
from workbench.records.sidecar import SidecarHint


def accompany(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "accompany", "hint": "telegram", "wanted": ["photos/photo_1.jpg", …]}`."""
    hint, wanted = SidecarHint(request["hint"]), list(request["wanted"])
    end: dict[str, Any] = {"kind": "end"}
    try:
        with os.fdopen(os.dup(media_fd), "rb") as file:
            file.seek(0)
            for name, content in sidecars.read(file, hint, wanted):
                text = json.dumps(to_json(content), allow_nan=False)
                channel.send({"kind": "sidecar", "wanted": name}, text.encode())
    except MediaError as error:
        end |= {"fault": error.fault.value, "facts": error.facts}
    channel.send(end)
