"""Requests that only tests make: what a hostile file could make a worker do."""

from __future__ import annotations

import os
import time
from typing import Any

from workbench.child.serve import OPS
from workbench.media.protocol import Channel


def echo(channel: Channel, media_fd: int, shared: tuple[int, ...], request: dict[str, Any]) -> None:
    channel.send({"kind": "echo", "said": request["say"], "read": os.read(media_fd, 8).hex()})


OPS["echo"] = echo
