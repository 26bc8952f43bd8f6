"""Record ↔ JSON: the one form in which records cross the pipe, lie in the store or are printed.

Fractions are `"n/d"`, times ISO 8601 with `Z`, enums their values, bytes hexadecimal. Reading
checks every type and raises `ValueError`: what comes in may be hostile.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def time_text(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def time_from_text(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC)


LATER = {"later": True}
"""Metadata of a field that came after records of its kind had been written, and whose default is
None: it is left out while it is None, so that what was written before digests alike."""


_PLAIN_CLASSES = frozenset({str, int, float, bool, type(None)})


def to_json(value: Any) -> Any:
    """A record, or any nest of records, as plain JSON values."""
    kind = type(value)  # most of any nest is plain, and told by its very class
    if kind in _PLAIN_CLASSES:
        return value
    if kind is dict:
        return {str(k): to_json(v) for k, v in value.items()}
    if kind is list or kind is tuple:
        return [to_json(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {f.name: to_json(v) for f, v in fields if v is not None or "later" not in f.metadata}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (tuple, list, frozenset)):
        return [to_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): to_json(v) for k, v in value.items()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def from_json(kind: type[T], value: Any) -> T:
    """The record of class `kind` that `to_json` wrote; `ValueError` for anything else."""
    return cast(T, _reader(cast(Hashable, kind))(value))


@cache
def _reader(kind: Hashable) -> Callable[[Any], Any]:
    if isinstance(kind, typing.NewType):
        return _reader(kind.__supertype__)
    if kind is Any:
        return lambda value: value
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _union_reader(typing.get_args(kind))
    if origin is typing.Literal:
        return _literal_reader(typing.get_args(kind))
    if origin is tuple:
        return _tuple_reader(typing.get_args(kind))
    if origin is dict:
        return _dict_reader(typing.get_args(kind)[1])
    if dataclasses.is_dataclass(kind):
        return _record_reader(cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _PLAIN[kind]


def _record_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    names = {f.name for f in fields}
    # A literal tells the records of a union apart: it may not be left out.
    literals = {n for n in names if typing.get_origin(hints[n]) is typing.Literal}

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not literals <= set(value) <= names:
            raise ValueError(f"not a {kind.__name__}")
        try:
            return kind(**{name: _reader(hints[name])(part) for name, part in value.items()})
        except TypeError as wrong:
            raise ValueError(f"not a {kind.__name__}: {wrong}") from wrong

    return read


def _union_reader(options: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None and type(None) in options:
            return None
        for option in options:
            if option is type(None):
                continue
            try:
                return _reader(option)(value)
            except ValueError:
                if _is_of_kind(value, option):
                    raise
        raise ValueError("not " + ", ".join(getattr(o, "__name__", str(o)) for o in options))

    return read


def _is_of_kind(value: Any, option: Any) -> bool:
    """Whether a value says by its `kind` that it is this record of a union, and no other."""
    literal = getattr(option, "__dataclass_fields__", {}).get("kind")
    return isinstance(value, dict) and literal is not None and value.get("kind") == literal.default


def _literal_reader(allowed: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, str) and value in allowed:
            return value
        raise ValueError(f"none of {allowed}")

    return read


def _tuple_reader(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("not a list")
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(_reader(parts[0])(v) for v in value)
        if len(value) != len(parts):
            raise ValueError(f"not {len(parts)} values")
        return tuple(_reader(p)(v) for p, v in zip(parts, value, strict=True))

    return read


def _dict_reader(part: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return {str(k): _reader(part)(v) for k, v in value.items()}

    return read


def _plain(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        # bool is an int for isinstance; here it is not.
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        raise ValueError(f"not {kind.__name__}")

    return read


def _float(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError as large:
            raise ValueError("not a number that fits") from large
    raise ValueError("not a number")


def _fraction(value: Any) -> Fraction:
    # Not whatever Fraction reads: an exponent would cost as much time and memory as it likes.
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,40}/[0-9]{1,40}", value):
        raise ValueError("not a fraction")
    try:
        return Fraction(value)
    except ZeroDivisionError as zero:
        raise ValueError("not a fraction") from zero


def _time(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a time")
    return time_from_text(value)


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not bytes")
    return bytes.fromhex(value)


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: _plain(str),
    int: _plain(int),
    bool: _plain(bool),
    float: _float,
    Fraction: _fraction,
    datetime: _time,
    bytes: _bytes,
}
