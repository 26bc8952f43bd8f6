"""Stacks of adjustments, kept under names."""

from __future__ import annotations

import json

from workbench.records.adjustment import NamedStack, Stack, StackId
from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, name, stack FROM adjustment_stack"


def save(tx: Transaction, name: str, stack: Stack) -> StackId:
    """Keep a stack; one of the same name is replaced."""
    kept = plain_text(name)
    found = tx.query("SELECT id FROM adjustment_stack WHERE name = ?", (kept,))
    if found:
        tx.execute(
            "UPDATE adjustment_stack SET stack = ? WHERE id = ?", (json_text(stack), found[0][0])
        )
        return StackId(found[0][0])
    sql = "INSERT INTO adjustment_stack (name, stack) VALUES (?, ?)"
    return StackId(tx.insert(sql, (kept, json_text(stack))))


def remove(tx: Transaction, name: str) -> None:
    """Raises `Refusal` NO_SUCH_STACK."""
    tx.execute("DELETE FROM adjustment_stack WHERE id = ?", (named(tx, name).id,))


def named(project: Reader, name: str) -> NamedStack:
    """Raises `Refusal` NO_SUCH_STACK."""
    found = project.query(f"{_SELECT} WHERE name = ?", (plain_text(name),))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_STACK, name=name)
    return _stack(found[0])


def every(project: Reader) -> list[NamedStack]:
    """By name."""
    return [_stack(row) for row in project.query(f"{_SELECT} ORDER BY name, id")]


@reads("adjustment_stack")
def _stack(row: Row) -> NamedStack:
    id_, name, stack = row
    return NamedStack(StackId(id_), name, from_json(Stack, json.loads(stack)))
