"""The wire: every bound is kept, whoever is at the other end."""

from __future__ import annotations

import json
import os
import random
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from workbench.media.protocol import MAX_BLOB_BYTES, MAX_HEADER_BYTES, Channel
from workbench.records.errors import MediaError, MediaFault

Pair = tuple[Channel, Channel]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = (Channel(end.detach()) for end in socket.socketpair())
    yield one, other
    one.close()
    other.close()


def header(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text


def put(channel: Channel, data: bytes) -> None:
    os.write(channel.fileno(), data)


def how_it_ends(channel: Channel) -> MediaFault | None:
    try:
        while channel.receive(1) is not None:
            pass
    except MediaError as error:
        return error.fault
    return None


def test_a_message_arrives_as_it_was_sent(pair: Pair) -> None:
    one, other = pair
    one.send({"kind": "x", "n": 1, "words": ["ä", None, 1.5]}, b"\x00raw")
    message = other.receive(1)
    assert message is not None
    assert message.header == {"kind": "x", "n": 1, "words": ["ä", None, 1.5]}
    assert message.blob == b"\x00raw"


def test_messages_keep_their_order_and_bounds(pair: Pair) -> None:
    one, other = pair
    for n in range(50):
        one.send({"n": n}, b"z" * n)
    for n in range(50):
        message = other.receive(1)
        assert message is not None
        assert message.header["n"] == n
        assert len(message.blob) == n


def test_the_end_between_messages_is_orderly(pair: Pair) -> None:
    one, other = pair
    one.send({"last": True})
    one.close()
    assert other.receive(1) is not None
    assert other.receive(1) is None


def test_silence_is_a_timeout_and_nothing_is_lost_by_it(pair: Pair) -> None:
    one, other = pair
    whole = header(b'{"blob_bytes":4}') + b"blob"
    for cut in range(len(whole)):
        put(one, whole[:cut])
        with pytest.raises(TimeoutError):
            other.receive(0.0)
        put(one, whole[cut:])
        message = other.receive(1)
        assert message is not None
        assert message.blob == b"blob"


@pytest.mark.parametrize(
    "wire",
    [
        struct.pack(">I", 1 << 30),
        struct.pack(">I", MAX_HEADER_BYTES + 1),
        struct.pack(">I", 0),
        header(b"[]"),
        header(b"12"),
        header(b'"text"'),
        header(b"{not json"),
        header(b"\xff\xfe{}"),
        header(b'{"n": NaN}'),
        header(b'{"n": -Infinity}'),
        header(b'{"n": 1e999}'),
        header(b'{"n": ' + b"9" * 5000 + b"}"),
        header(b'{"s": "\\ud800"}'),
        header(b'{"\\udfff": 1}'),
        header(b'{"s": "' + b"x" * 70_000 + b'"}'),
        header(b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}"),
        header(b"[" * 100_000),
        header(b'{"blob_bytes": -1}'),
        header(b'{"blob_bytes": 1.5}'),
        header(b'{"blob_bytes": true}'),
        header(b'{"blob_bytes": "9"}'),
        header(b'{"blob_bytes": %d}' % (MAX_BLOB_BYTES + 1)),
    ],
    ids=lambda wire: repr(wire[:24]),
)
def test_a_broken_bound_is_a_protocol_fault(pair: Pair, wire: bytes) -> None:
    one, other = pair
    put(one, wire)
    with pytest.raises(MediaError) as caught:
        other.receive(1)
    assert caught.value.fault is MediaFault.PROTOCOL


def test_a_stream_that_ends_inside_a_message_is_a_protocol_fault(pair: Pair) -> None:
    one, other = pair
    put(one, header(b'{"blob_bytes": 10}') + b"half")
    one.close()
    with pytest.raises(MediaError) as caught:
        other.receive(1)
    assert caught.value.facts == {"detail": "truncated"}


def test_what_is_too_large_is_not_sent(pair: Pair) -> None:
    one, _ = pair
    with pytest.raises(MediaError):
        one.send({"text": "x" * MAX_HEADER_BYTES})
    with pytest.raises(MediaError):
        one.send({}, bytes(MAX_BLOB_BYTES + 1))


def test_a_reader_that_does_not_read_times_out(pair: Pair) -> None:
    one, _ = pair
    os.set_blocking(one.fileno(), False)
    with pytest.raises(TimeoutError):
        one.send({}, bytes(8 << 20), timeout_s=0.05)


def test_a_reader_that_is_gone_is_a_fault_and_no_signal(pair: Pair) -> None:
    one, other = pair
    other.close()
    with pytest.raises(MediaError) as caught:
        one.send({"kind": "x"})
    assert caught.value.fault is MediaFault.PROTOCOL


def test_the_largest_blob_passes(pair: Pair) -> None:
    one, other = pair
    blob = bytes(MAX_BLOB_BYTES)
    sender = threading.Thread(target=one.send, args=({}, blob))
    sender.start()
    message = other.receive(20)
    sender.join()
    assert message is not None
    assert len(message.blob) == MAX_BLOB_BYTES


def test_random_bytes_never_do_anything_but_end_in_a_fault() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        one, other = (Channel(end.detach()) for end in socket.socketpair())
        text = bytearray(json.dumps({"kind": "x", "blob_bytes": 3, "a": [1, {"b": "c"}]}).encode())
        for _ in range(chance.randrange(1, 4)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        put(one, header(bytes(text)) + chance.randbytes(chance.randrange(6)))
        one.close()
        assert how_it_ends(other) in (None, MediaFault.PROTOCOL)
        other.close()
