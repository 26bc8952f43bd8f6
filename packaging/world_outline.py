"""Makes resources/map/land.json from a TopoJSON of the world's land (npm: world-atlas, Natural
Earth 1:110m): rings of whole hundredths of a degree, longitude and latitude in turn.

    packaging/world_outline.py land-110m.json
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "resources" / "map" / "land.json"
LEAST_POINTS = 4


def main(source: Path) -> None:
    topology = json.loads(source.read_text("utf-8"))
    arcs = [_points(topology["transform"], arc) for arc in topology["arcs"]]
    rings = [
        _ring(arcs, ring)
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in _polygons(geometry)
        for ring in polygon
    ]
    flat = [[round(n * 100) for point in ring for n in point] for ring in rings]
    kept = [ring for ring in flat if len(ring) >= 2 * LEAST_POINTS]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(kept, separators=(",", ":")) + "\n", "utf-8")


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def _points(transform: dict[str, Any], arc: list[list[int]]) -> list[tuple[float, float]]:
    """An arc is written as steps from point to point."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    xs = accumulate(step[0] for step in arc)
    ys = accumulate(step[1] for step in arc)
    return [(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)]


def _ring(arcs: list[list[tuple[float, float]]], numbers: list[int]) -> list[tuple[float, float]]:
    """Arcs one after the other, sharing their ends; ~n is arc n from its end."""
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc if not ring else arc[1:])
    return ring


if __name__ == "__main__":
    main(Path(sys.argv[1]))
