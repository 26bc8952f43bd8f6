"""The instruments there are: built in, and offered by installed packages.

A package offers instruments through entry points of the group `workbench.instruments`; each names
an `Instrument`. Importing this module loads no decoder.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from workbench.instruments.credentials import CREDENTIALS
from workbench.instruments.features import FEATURES
from workbench.instruments.fingerprint import FINGERPRINT
from workbench.instruments.flow import FLOW
from workbench.instruments.frame_table import FRAME_TABLE, PACKET_TABLE
from workbench.instruments.inner_clip import INNER_CLIP
from workbench.instruments.instrument import Instrument
from workbench.instruments.iscc_image import ISCC_IMAGE
from workbench.instruments.metadata import METADATA
from workbench.instruments.repeats import REPEATS
from workbench.instruments.shots import SHOTS
from workbench.instruments.sound import SOUND
from workbench.instruments.sound_landmarks import SOUND_LANDMARKS
from workbench.instruments.structure import STRUCTURE
from workbench.instruments.telemetry import TELEMETRY
from workbench.instruments.thumbnails import THUMBNAILS

GROUP = "workbench.instruments"

BUILT_IN = (
    *(METADATA, PACKET_TABLE, FLOW, TELEMETRY, STRUCTURE, INNER_CLIP, CREDENTIALS, FRAME_TABLE),
    *(SHOTS, REPEATS, FINGERPRINT, FEATURES, ISCC_IMAGE, SOUND, SOUND_LANDMARKS, THUMBNAILS),
)


@cache
def load() -> dict[str, Instrument]:
    """Every instrument by its name, the built-in ones first; looked for once in a process, because
    a locked one cannot. `ValueError` where a name is claimed twice, or where an entry point is not
    an instrument."""
    return by_name((*BUILT_IN, *_offered()))


def by_name(instruments: Iterable[Instrument]) -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for one in instruments:
        if one.name in found:
            raise ValueError(f"two instruments claim the name {one.name!r}")
        found[one.name] = one
    return found


def _offered() -> Iterable[Instrument]:
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        offered = point.load()
        if not isinstance(offered, Instrument):
            raise ValueError(f"{point.value} is not an instrument")
        yield offered
