"""Survey: what a file claims to be a number and is none does not end its worker."""

from __future__ import annotations

import json
import math
import socket

from workbench.child.survey import send_measurement
from workbench.media.protocol import Channel
from workbench.records.run import Measurement


def test_what_is_no_number_is_sent_as_a_word() -> None:
    mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    sending, receiving = Channel(mine.detach()), Channel(other.detach())
    facts = {"tags": {"a": math.nan, "b": [math.inf, -math.inf, 1.5]}, "n": 2}
    send_measurement(sending, "metadata", Measurement("metadata", facts, b"blob"))
    message = receiving.receive(5.0)
    assert message is not None
    assert message.header["facts"] == {"tags": {"a": "undef", "b": ["inf", "-inf", 1.5]}, "n": 2}
    assert message.blob == b"blob"
    assert json.dumps(message.header, allow_nan=False)
