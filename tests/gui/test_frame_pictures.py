"""Frame pictures: what stands in for a frame on its way is not taken for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from workbench.gui.frame_pictures import FramePictures
from workbench.media.player import Shown
from workbench.records.item import MediaKind
from workbench.session import Session


def test_every_frame_that_is_wanted_gets_its_picture(qtbot: QtBot, session: Session) -> None:
    item = next(one for one in map(session.item, session.item_ids()) if one.kind is MediaKind.CLIP)
    pictures = FramePictures(_Hasty(session))  # type: ignore[arg-type]
    pictures.take_item(item)
    wanted = [0, 1, 2, 3, 40]
    pictures.want("neighbours", wanted)
    qtbot.waitUntil(lambda: pictures._under_way is None and not pictures._wanted, timeout=60_000)
    assert [pictures.picture(index) is not None for index in wanted] == [True] * len(wanted)
    pictures.close()


class _Hasty:
    """A session whose real players always let another frame stand in first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def player(self, item: Any, on_shown: Callable[[Shown], None], on_fault: Any) -> Any:
        def shown(one: Shown) -> None:
            other = np.zeros_like(one.pixels)
            on_shown(dataclasses.replace(one, index=7, pixels=other, settled=False))
            on_shown(one)

        return self._session.player(item, shown, on_fault)
