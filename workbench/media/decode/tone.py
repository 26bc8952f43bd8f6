"""Tone mapping: HDR pictures (PQ, HLG) brought to what a usual screen shows, for viewing only.

Transfer functions: ITU-R BT.2100-2, tables 4 and 5; reference white 203 cd/m²: ITU-R BT.2408. HLG
is taken for a display of 1000 cd/m², its system gamma on each channel by itself. Light up to a
quarter of reference white is left as it is; above, it is rolled off (Reinhard and others 2002,
formula 4) so that 1000 cd/m² is the screen's white.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.records.item import Transfer

WHITE_CD = 203.0
PEAK_CD = 1000.0
HLG_GAMMA = 1.2
KNEE = 0.25
"""Of reference white: below, nothing is changed."""
_MOST = 8.0
"""Of reference white: more is cut off, 1624 cd/m²."""
_BT2020_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)
"""ITU-R BT.2087, in linear light."""


def to_sdr(rgb: NDArray[np.uint8], transfer: Transfer) -> NDArray[np.uint8]:
    """An HDR picture of BT.2020 colours, 8 bits, as BT.709 colours for a usual screen."""
    light = cv2.LUT(rgb, _to_light(transfer))
    narrow = np.asarray(cv2.transform(light, _BT2020_TO_BT709), np.uint16)
    shown: NDArray[np.uint8] = np.take(_to_screen(), narrow)
    return shown


@cache
def _to_light(transfer: Transfer) -> NDArray[np.uint16]:
    """Light for each coded value, 65535 for `_MOST` times reference white."""
    coded = np.arange(256) / 255
    light = _pq(coded) if transfer is Transfer.PQ else _hlg(coded)
    table = np.clip(np.rint(light / WHITE_CD / _MOST * 65_535), 0, 65_535)
    return table.astype(np.uint16)


@cache
def _to_screen() -> NDArray[np.uint8]:
    light = np.arange(65_536) / 65_535 * _MOST
    over = np.maximum(light - KNEE, 0) / (1 - KNEE)
    whole = (PEAK_CD / WHITE_CD - KNEE) / (1 - KNEE)
    rolled = KNEE + (1 - KNEE) * over * (1 + over / whole**2) / (1 + over)
    mapped = np.minimum(np.where(light <= KNEE, light, rolled), 1)
    return np.asarray(np.rint(255 * mapped ** (1 / 2.2)), np.uint8)


def _pq(coded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light in cd/m² (SMPTE ST 2084)."""
    m1, m2 = 2610 / 16_384, 2523 / 32
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    root = coded ** (1 / m2)
    light: NDArray[np.float64] = 10_000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return light


def _hlg(coded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light in cd/m² of a display of `PEAK_CD` (ARIB STD-B67)."""
    a, b, c = 0.178_832_77, 0.284_668_92, 0.559_910_73
    seen = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - c) / a) + b) / 12)
    return np.asarray(PEAK_CD * seen**HLG_GAMMA)
