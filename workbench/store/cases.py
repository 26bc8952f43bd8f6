"""The case itself: its one row."""

from __future__ import annotations

from workbench.records.case import Case
from workbench.records.codec import time_from_text, time_text
from workbench.store.rows import plain_text
from workbench.store.sqlite import Reader
from workbench.store.transaction import Transaction


def insert(tx: Transaction, case: Case) -> None:
    tx.execute(
        "INSERT INTO case_info (id, title, created, made_by) VALUES (1, ?, ?, ?)",
        (plain_text(case.title), time_text(case.created), plain_text(case.made_by)),
    )


def one(project: Reader) -> Case:
    ((title, created, made_by),) = project.query("SELECT title, created, made_by FROM case_info")
    return Case(title, time_from_text(created), made_by)


def save_title(tx: Transaction, title: str) -> None:
    tx.execute("UPDATE case_info SET title = ?", (plain_text(title),))
