"""Edits of the robustness suite: what people do to footage before they send it on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from tests.matching.footage import RGB
from tests.robustness.sources import SMALL_PX, shrunk

Draw = Callable[[RGB, float], RGB]
"""A picture and its second in the copy, to the picture as the copy shows it."""
Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True)
class Edit:
    """What is done to a source, and what a search should say of it."""

    name: str
    draw: Draw | None = None
    crop: Box = WHOLE
    mirrored: bool = False
    turned_deg: int = 0
    speed: float = 1.0
    rate_hz: float | None = None
    """Frames a second of the copy; those of the source where it is None."""
    dropped: float = 0.0
    """So much of the frames is missing; the one before stands."""
    seconds: float | None = None
    later_s: float = 0.0
    """It begins so much later in the source, where that is long enough."""
    sound: str | None = None
    """`own`, or `other`: that of another clip; it is the picture that is another's, then, if
    `picture_of_other`."""
    picture_of_other: bool = False
    size: float | None = None
    """Of the source's own size; else `SMALL_PX`."""
    crf: int = 28
    jpeg: int = 75
    clip: bool = True
    still: bool = True

    @property
    def large(self) -> bool:
        """Whether it needs more than `SMALL_PX` of the source."""
        return self.crop != WHOLE or self.size is not None

    def shown(self, rgb: RGB, time_s: float, longest_px: int) -> RGB:
        """A frame of the copy. `longest_px`: the side that the source had."""
        left, top, right, bottom = self.crop
        height, width = rgb.shape[:2]
        made = rgb[
            round(top * height) : round(bottom * height), round(left * width) : round(right * width)
        ]
        limit = SMALL_PX if self.size is None else min(max(round(self.size * longest_px), 64), 640)
        made = shrunk(made, limit)
        if self.mirrored:
            made = np.ascontiguousarray(made[:, ::-1])
        if self.draw is not None:
            made = self.draw(made, time_s)
        return np.ascontiguousarray(shrunk(made, max(limit, SMALL_PX)))


def both(one: Edit, other: Edit) -> Edit:
    """One edit after the other; both must not crop."""
    first, second = one.draw, other.draw

    def draw(rgb: RGB, time_s: float) -> RGB:
        made = rgb if first is None else first(rgb, time_s)
        return made if second is None else second(made, time_s)

    return dataclasses.replace(
        one,
        name=f"{one.name} + {other.name}",
        draw=draw,
        crop=other.crop if one.crop == WHOLE else one.crop,
        mirrored=one.mirrored != other.mirrored,
        turned_deg=(one.turned_deg + other.turned_deg) % 360,
        speed=one.speed * other.speed,
        rate_hz=one.rate_hz or other.rate_hz,
        dropped=max(one.dropped, other.dropped),
        seconds=one.seconds or other.seconds,
        later_s=max(one.later_s, other.later_s),
        size=one.size or other.size,
        crf=max(one.crf, other.crf),
        jpeg=min(one.jpeg, other.jpeg),
        clip=one.clip and other.clip,
        still=one.still and other.still,
    )


def bars(aspect: float, blurred: bool) -> Draw:
    """Bars that bring a picture to an aspect ratio: black, or the picture itself, blurred."""

    def draw(rgb: RGB, _: float) -> RGB:
        height, width = rgb.shape[:2]
        wide, high = (width, round(width / aspect))
        if high < height:
            wide, high = round(height * aspect), height
        made = np.zeros((high, wide, 3), np.uint8)
        if blurred:
            small = cv2.resize(rgb, (24, 24), interpolation=cv2.INTER_AREA)
            made = cv2.resize(cv2.GaussianBlur(small, (5, 5), 0), (wide, high))
        down, across = (high - height) // 2, (wide - width) // 2
        made[down : down + height, across : across + width] = rgb
        return made

    return draw


def caption(share: float) -> Draw:
    """A bar with lettering, laid over the bottom."""

    def draw(rgb: RGB, _: float) -> RGB:
        made = rgb.copy()
        height, width = rgb.shape[:2]
        high = round(height * share)
        made[height - high :] = (200, 30, 30)
        at = (width // 20, height - round(high * 0.35))
        cv2.putText(made, "SHOCKING FOOTAGE", at, FONT, width / 420, (255, 255, 255), 2)
        return made

    return draw


def logo(rgb: RGB, _: float) -> RGB:
    made = rgb.copy()
    height, width = rgb.shape[:2]
    side = round(0.15 * width)
    left, top = width - side - width // 40, height // 30
    cv2.rectangle(made, (left, top), (left + side, top + side // 2), (20, 60, 180), -1)
    cv2.putText(made, "TV 7", (left + 4, top + side // 3), FONT, side / 90, (255, 255, 0), 2)
    return made


def watermark(rgb: RGB, time_s: float) -> RGB:
    """Half transparent lettering that wanders."""
    height, width = rgb.shape[:2]
    layer = rgb.copy()
    at = (
        round((0.1 + 0.4 * abs(np.sin(0.7 * time_s))) * width),
        round((0.3 + 0.4 * abs(np.cos(0.9 * time_s))) * height),
    )
    cv2.putText(layer, "@channel_name", at, FONT, width / 380, (255, 255, 255), 3)
    return np.asarray(cv2.addWeighted(layer, 0.6, rgb, 0.4, 0))


def emoji(rgb: RGB, _: float) -> RGB:
    made = rgb.copy()
    height, width = rgb.shape[:2]
    radius = round(0.09 * min(width, height))
    for x, y in ((0.3, 0.4), (0.62, 0.7), (0.8, 0.25)):
        middle = round(x * width), round(y * height)
        cv2.circle(made, middle, radius, (250, 210, 40), -1)
        for side in (-1, 1):
            eye = (middle[0] + side * radius // 3, middle[1] - radius // 4)
            cv2.circle(made, eye, max(radius // 8, 1), (40, 30, 10), -1)
        size = (radius // 2, radius // 3)
        cv2.ellipse(made, middle, size, 0, 20, 160, (40, 30, 10), max(radius // 9, 1))
    return made


def lettering(rgb: RGB, _: float) -> RGB:
    made = rgb.copy()
    height, width = rgb.shape[:2]
    for row, words in enumerate(("THEY DO NOT WANT", "YOU TO SEE THIS", "share before deleted")):
        at = (width // 16, round((0.35 + 0.16 * row) * height))
        cv2.putText(made, words, at, FONT, width / 420, (0, 0, 0), 6)
        cv2.putText(made, words, at, FONT, width / 420, (255, 255, 255), 2)
    return made


def grey(rgb: RGB, _: float) -> RGB:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))


_SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])


def sepia(rgb: RGB, _: float) -> RGB:
    return np.asarray(np.clip(cv2.transform(rgb.astype(np.float32), _SEPIA), 0, 255), np.uint8)


def gamma(power: float) -> Draw:
    table = (255 * (np.arange(256) / 255) ** power).astype(np.uint8)
    return lambda rgb, _: np.asarray(cv2.LUT(rgb, table))


def saturation(factor: float) -> Draw:
    def draw(rgb: RGB, _: float) -> RGB:
        plain = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        return np.asarray(cv2.addWeighted(rgb, factor, plain, 1 - factor, 0))

    return draw


def framed(share: float) -> Draw:
    """Shown small, inside a studio whose backdrop moves."""

    def draw(rgb: RGB, time_s: float) -> RGB:
        height, width = rgb.shape[:2]
        down = np.linspace(40, 160, height)[:, None, None]
        made = np.broadcast_to(down, rgb.shape).astype(np.uint8).copy()
        for n in range(9):
            x = round((n * 0.17 + 0.05 * time_s) % 1 * width)
            shade = (30 + 20 * n, 60, 220 - 20 * n)
            cv2.line(made, (x, 0), (width - x, height), shade, 3)
        cv2.putText(made, "EVENING NEWS", (8, height - 8), FONT, width / 500, (255, 255, 255), 2)
        size = max(round(share * width), 2), max(round(share * height), 2)
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        top, left = round(0.08 * height), round((0.95 - share) * width)
        made[top : top + size[1], left : left + size[0]] = small
        return made

    return draw


def filmed(rgb: RGB, time_s: float) -> RGB:
    """Filmed off a screen at an angle: perspective, moiré, noise, a hand that shakes."""
    height, width = rgb.shape[:2]
    shake = 0.004 * width * np.array([np.sin(5 * time_s), np.cos(4 * time_s)])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (width, height)
    seen = np.array([[0.09, 0.10], [0.93, 0.05], [0.89, 0.92], [0.06, 0.86]]) * (width, height)
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), (seen + shake).astype("f4"))
    frame = cv2.warpPerspective(rgb, view, (width, height), borderValue=(18, 16, 15))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = 1 + 0.08 * np.sin(0.9 * x + 0.31 * y + time_s) * np.sin(0.23 * x - 0.7 * y)
    noise = np.random.default_rng(int(1000 * time_s)).normal(0, 7, (height, width, 1))
    blurred = cv2.GaussianBlur(frame, (3, 3), 0).astype(np.float32)
    return np.clip(blurred * waves[..., None] * 0.92 + 10 + noise, 0, 255).astype(np.uint8)


def tilted(degrees: float) -> Draw:
    def draw(rgb: RGB, _: float) -> RGB:
        height, width = rgb.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
        return np.asarray(cv2.warpAffine(rgb, turn, (width, height)))

    return draw


def quarter(rgb: RGB, _: float) -> RGB:
    """A quarter clockwise."""
    return np.ascontiguousarray(np.rot90(rgb, -1))


def cropped(share: float) -> Edit:
    return Edit(f"crop {share:.0%} a side", crop=(share, share, 1 - share, 1 - share))


MIRROR = Edit("mirrored", mirrored=True)
CAPTION = Edit("caption bar 20%", caption(0.2))
SINGLE: tuple[Edit, ...] = (
    Edit("as it is"),
    Edit("crf 38, JPEG 20", crf=38, jpeg=20),
    Edit("half size", size=0.5),
    Edit("quarter size", size=0.25),
    Edit("9:16 black bars", bars(9 / 16, False)),
    Edit("9:16 blurred bars", bars(9 / 16, True)),
    Edit("4:3 black bars", bars(4 / 3, False)),
    Edit("4:3 blurred bars", bars(4 / 3, True)),
    MIRROR,
    *(cropped(share) for share in (0.05, 0.10, 0.20, 0.35)),
    Edit("caption bar 12%", caption(0.12)),
    CAPTION,
    Edit("caption bar 30%", caption(0.3)),
    Edit("corner logo", logo),
    Edit("moving watermark", watermark),
    Edit("emoji", emoji),
    Edit("text", lettering),
    Edit("grey", grey),
    Edit("sepia", sepia),
    Edit("gamma 0.6", gamma(0.6)),
    Edit("gamma 1.7", gamma(1.7)),
    Edit("saturation 1.8", saturation(1.8)),
    Edit("frame in frame 60%", framed(0.6)),
    Edit("frame in frame 40%", framed(0.4)),
    Edit("filmed off a screen", filmed),
    Edit("turned 2°", tilted(2), turned_deg=0),
    Edit("turned 90°", quarter, turned_deg=90),
    *(Edit(f"speed {speed}", speed=speed, still=False) for speed in (0.8, 1.1, 1.25, 1.5)),
    Edit("30 to 24 frames a second", rate_hz=24, still=False),
    Edit("60 to 30, or half the frames a second", rate_hz=15, still=False),
    Edit("15% of frames dropped", dropped=0.15, still=False),
    Edit("3 s of it", seconds=3, later_s=1.5, still=False),
    Edit("6 s of it", seconds=6, later_s=2.0, still=False),
    Edit("sound replaced", sound="other", still=False),
    Edit("picture replaced", sound="own", picture_of_other=True, still=False),
    Edit("still grabbed"),
    Edit("still grabbed, cropped 15% a side", crop=(0.15, 0.15, 0.85, 0.85)),
)
GRABBED = SINGLE[-2:]
"""A still of a clip."""
_NAMED = {edit.name: edit for edit in SINGLE}
_PAIRS = (
    ("mirrored", "crop 10% a side"),
    ("mirrored", "caption bar 20%"),
    ("mirrored", "9:16 black bars"),
    ("mirrored", "quarter size"),
    ("crop 5% a side", "caption bar 12%"),
    ("crop 10% a side", "crf 38, JPEG 20"),
    ("crop 10% a side", "speed 1.25"),
    ("crop 20% a side", "mirrored"),
    ("crop 20% a side", "text"),
    ("half size", "9:16 blurred bars"),
    ("caption bar 20%", "speed 1.25"),
    ("caption bar 20%", "frame in frame 60%"),
    ("4:3 black bars", "corner logo"),
    ("corner logo", "speed 0.8"),
    ("emoji", "mirrored"),
    ("grey", "crop 10% a side"),
    ("gamma 0.6", "turned 2°"),
    ("sepia", "9:16 blurred bars"),
    ("filmed off a screen", "mirrored"),
    ("moving watermark", "30 to 24 frames a second"),
    ("frame in frame 60%", "mirrored"),
    ("turned 90°", "mirrored"),
    ("3 s of it", "crop 10% a side"),
    ("3 s of it", "9:16 black bars"),
)
PAIRS = tuple(both(_NAMED[one], _NAMED[other]) for one, other in _PAIRS)
EVERY = {edit.name: edit for edit in (*SINGLE, *PAIRS)}
