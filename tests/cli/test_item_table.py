"""What files say, as tables: a row an item with any tag as a column, and items side by side."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import main
from workbench.session import Desk
from workbench.settings import Settings


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, sample_dir: Path) -> Path:
    path = tmp_path_factory.mktemp("table") / "table.fvw"
    names = ("IMG_1054.JPG", "IMG_20200608_111614.jpg")
    with Desk(Settings(author="tester")) as desk, desk.new_case(path, "Table") as session:
        for name in names:
            session.add_items([sample_dir / "footage" / name]).wait(120)
    return path


def said(*arguments: str) -> str:
    result = CliRunner().invoke(main.program(), ["item", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_any_tag_is_a_column(case: Path) -> None:
    columns = ("--column", "name", "--column", "IFD0:Model", "--column", "ISO")
    rows = list(csv.reader(io.StringIO(said("table", os.fspath(case), *columns, "--csv"))))
    assert rows == [
        ["Name", "IFD0:Model", "ISO"],
        ["IMG_1054.JPG", "Canon PowerShot SX530 HS", "100"],
        ["IMG_20200608_111614.jpg", "Mi A3", "100"],
    ]


def test_where_items_were_found_is_a_column(case: Path) -> None:
    said(
        "source", os.fspath(case), "2", "--url", "https://t.me/kanal/1", "--uploaded", "2020-08-09"
    )
    columns = ("--column", "id", "--column", "url", "--column", "uploader", "--column", "uploaded")
    rows = list(csv.reader(io.StringIO(said("table", os.fspath(case), *columns, "--csv"))))
    assert rows[1:] == [["1", "", "", ""], ["2", "https://t.me/kanal/1", "", "2020-08-09"]]


def test_a_column_that_no_file_has_is_empty(case: Path) -> None:
    rows = json.loads(said("table", os.fspath(case), "--column", "XMP-x:Nobody", "--json"))
    assert rows == [{"item": 1, "XMP-x:Nobody": ""}, {"item": 2, "XMP-x:Nobody": ""}]


def test_items_stand_side_by_side_with_their_differences(case: Path) -> None:
    found = json.loads(said("compare", os.fspath(case), "1", "2", "--json"))
    model = next(one for one in found if (one["group"], one["name"]) == ("IFD0", "Model"))
    assert model["values"] == ["Canon PowerShot SX530 HS", "Mi A3"]
    assert all(one["differs"] for one in found)
    whole = json.loads(said("compare", os.fspath(case), "1", "2", "--all", "--json"))
    assert len(whole) > len(found)
