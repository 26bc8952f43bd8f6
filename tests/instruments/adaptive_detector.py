"""A program for a Python that has scenedetect and av: the cuts that its AdaptiveDetector finds,
with its own defaults, in the frames of clips in presentation order, as JSON."""

from __future__ import annotations

import json
import sys


def cuts_of(path: str) -> list[int]:
    import av
    from scenedetect import AdaptiveDetector
    from scenedetect.common import FrameTimecode

    detector, cuts, number = AdaptiveDetector(), [], 0
    with av.open(path) as container:
        for number, frame in enumerate(container.decode(video=0)):
            at = FrameTimecode(number, 25.0)
            cuts += detector.process_frame(at, frame.to_ndarray(format="bgr24"))
    cuts += detector.post_process(FrameTimecode(number, 25.0))
    return sorted({int(cut.frame_num) for cut in cuts})


if __name__ == "__main__":
    print(json.dumps({path: cuts_of(path) for path in sys.argv[1:]}))
