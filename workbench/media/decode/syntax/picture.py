"""What a packet holds, as its headers say it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from workbench.records.frame import PictureType


class NotProven(Exception):
    """The headers do not prove what a decoder would show. The text names the reason, for facts."""


class CodedPicture(NamedTuple):
    """The picture that a packet brings to the screen."""

    key: bool
    type: PictureType | None
    """None where it would take more than headers to know."""
    place: tuple[int, int] | None
    """Where it comes in the order of showing, as the codec itself counts; None where pictures are
    shown in the order in which they are decoded."""


class HeaderReader(Protocol):
    """Takes the packets of one stream, in the order of decoding."""

    def __init__(self, head: bytes) -> None: ...

    def take(self, packet: memoryview) -> CodedPicture | None:
        """The one picture that is shown of this packet; None where it only serves others. Raises
        `NotProven`, and IndexError or ValueError for a packet that ends too early."""
        ...
