"""Reading sidecars: a locked worker reads what nobody vouches for; its answers are checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.jobs.measure import fault_from
from workbench.jobs.queue import Control
from workbench.media.limits import EXPORT, PROBE
from workbench.media.protocol import Message
from workbench.media.sandbox import Sandbox
from workbench.records.codec import from_json
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import SidecarContent, SidecarHint

WANTED_AT_ONCE = 1000
MAX_NAME_CHARS = 4096


@dataclass(slots=True)
class Read:
    """What a sidecar says of files, by the names it was asked for."""

    contents: dict[str, SidecarContent] = field(default_factory=dict)
    fault: MediaError | None = None
    """Why it could not be read, or not to its end."""


def read(
    sandbox: Sandbox,
    fd: int,
    hint: SidecarHint,
    wanted: Sequence[str],
    control: Control,
) -> Read:
    """Read the sidecar behind `fd` about the wanted files. Raises Cancelled, and no MediaError."""
    whole = Read()
    for begin in range(0, len(wanted), WANTED_AT_ONCE):
        asked = [name[:MAX_NAME_CHARS] for name in wanted[begin : begin + WANTED_AT_ONCE]]
        _read_once(sandbox, fd, hint, asked, control, whole)
        if whole.fault is not None:
            break
    control.check()
    return whole


def _read_once(
    sandbox: Sandbox,
    fd: int,
    hint: SidecarHint,
    asked: Sequence[str],
    control: Control,
    whole: Read,
) -> None:
    control.check()
    try:
        worker = sandbox.worker(fd, EXPORT if hint is SidecarHint.TELEGRAM else PROBE)
    except MediaError as died:
        whole.fault = died
        return
    with worker:
        forget = control.on_cancel(worker.end)
        try:
            worker.send({"op": "accompany", "hint": hint.value, "wanted": list(asked)})
            for message in worker.messages():
                if not _take(whole, message, asked):
                    return
            whole.fault = worker.fault() or MediaError(MediaFault.PROTOCOL)
        except MediaError as error:
            whole.fault = error
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            whole.fault = MediaError(MediaFault.PROTOCOL)
        finally:
            forget()


def _take(whole: Read, message: Message, asked: Sequence[str]) -> bool:
    """Take one message; False after the last. Raises ValueError and its like for nonsense."""
    untrusted: dict[str, Any] = message.header
    match untrusted["kind"]:
        case "sidecar":
            if untrusted["wanted"] not in asked:
                raise ValueError("nobody asked for this")
            content = from_json(SidecarContent, json.loads(message.blob))
            whole.contents.setdefault(untrusted["wanted"], content)
        case "end":
            if "fault" in untrusted:
                whole.fault = fault_from(untrusted)
            return False
        case _:
            raise ValueError("a message of no known kind")
    return True
