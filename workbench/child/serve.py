"""What a worker does once it is locked: one request after another until the other side closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.child.accompany import accompany
from workbench.child.extract import extract, rank
from workbench.child.hash_list import hash_list
from workbench.child.receive import receive
from workbench.child.show import show
from workbench.child.survey import survey
from workbench.child.vary import vary
from workbench.media.protocol import Channel
from workbench.records.errors import MediaError

Op = Callable[[Channel, int, tuple[int, ...], dict[str, Any]], None]
"""`op(channel, media_fd, shared_fds, request)`: sends its answers itself."""

OPS: dict[str, Op] = {
    "survey": survey,
    "extract": extract,
    "rank": rank,
    "show": show,
    "vary": vary,
    "hash_list": hash_list,
    "receive": receive,
    "accompany": accompany,
}


def serve(channel: Channel, media_fd: int, shared_fds: tuple[int, ...]) -> None:
    """Answer requests `{"op": name, …}`; a MediaError is answered by a `fault` message."""
    while (message := channel.receive()) is not None:
        op = OPS[message.header["op"]]
        try:
            op(channel, media_fd, shared_fds, message.header)
        except MediaError as error:
            channel.send({"kind": "fault", "fault": error.fault.value, "facts": error.facts})
