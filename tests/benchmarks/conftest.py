"""What the benchmarks share: the table, the footage, a desk whose decoders are loaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.benchmarks import material
from tests.benchmarks.figures import Figures
from tests.benchmarks.material import Material
from workbench.session import Desk
from workbench.settings import Settings

MOST_S = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "benchmarks" in item.path.parts:
            item.add_marker(pytest.mark.benchmark)
            item.add_marker(pytest.mark.timeout(MOST_S))


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """Printed when the last benchmark is done."""
    table = Figures()
    yield table
    print(table.table())


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material.make(tmp_path_factory.mktemp("footage"))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        with Desk(Settings(author="bench")) as desk:
            assert desk.sandbox.layers
            yield desk
