"""A desk, a real one, for rules over what files really hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workbench.session import Desk
from workbench.settings import Settings


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        with Desk(Settings(author="Тамара")) as desk:
            yield desk
