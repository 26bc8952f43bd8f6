"""Identity: the same bytes are the same footage, whether their pictures tell anything or not."""

from __future__ import annotations

from workbench.records.item import MediaKind, Medium
from workbench.records.match import Alignment, Basis, Hearing, Seeing, Segment


def identical(medium: Medium) -> Alignment:
    """How a file lies in another one with the same digest: whole, exactly, from first to last."""
    end_s = float(medium.duration_s or 0)
    only_heard = medium.kind is MediaKind.SOUND
    segment = Segment(
        query_start_s=0.0,
        query_end_s=end_s,
        reference_start_s=0.0,
        reference_end_s=end_s,
        rate=1.0,
        mirrored=False,
        rotated_deg=0,
        crop=(0.0, 0.0, 1.0, 1.0),
        frames=0,
        distance_median=0.0,
        inliers=None,
        uncertainty_s=0.0,
        basis=Basis.SOUND if only_heard else None,
        hearing=Hearing.SAME if only_heard else None,
        seeing=Seeing.NONE if only_heard else None,
    )
    seen = Basis.BOTH if medium.sound is not None else Basis.PICTURE
    return Alignment(
        segments=(segment,),
        basis=Basis.SOUND if only_heard else seen,
        still=medium.kind is MediaKind.STILL,
        score=float("1e9"),
    )
