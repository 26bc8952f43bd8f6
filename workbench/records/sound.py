"""Sound: a block of decoded samples with its place in time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class SoundBlock:
    """Decoded sound: `samples` (n, channels) float32, full scale 1.0; `start_s` presentation time
    of the first sample, priming removed as the container says."""

    start_s: Fraction
    sample_rate_hz: int
    samples: NDArray[np.float32]
