"""What is written on the command line is read by its shape, at once or not at all."""

from __future__ import annotations

import click
import pytest

from workbench.cli.arguments import FILE, seconds


@pytest.mark.parametrize("text", ["1e-999999999", "1e999999999", "1/3", "nan", "-1", ""])
def test_a_length_of_time_is_read_by_its_shape(text: str) -> None:
    with pytest.raises(click.BadParameter):
        seconds(text, "--every")


def test_an_empty_path_is_not_the_folder_one_happens_to_be_in() -> None:
    with pytest.raises(click.BadParameter):
        FILE.convert("", None, None)
