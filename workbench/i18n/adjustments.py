"""The words of adjustments: what a step is called, what it is set to, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from enum import StrEnum

from workbench.i18n import _
from workbench.records.adjustment import (
    Brightness,
    Channel,
    ChannelView,
    Contrast,
    Crop,
    Deinterlace,
    Denoise,
    FieldMethod,
    Gamma,
    Invert,
    Levels,
    LocalContrast,
    Mirror,
    MirrorAxis,
    Rotate,
    Sharpen,
    Stack,
    Step,
    Unit,
)


def name(kind: type[Step]) -> str:
    """What a kind of step is called."""
    return _NAMES[kind]()


_NAMES: dict[type[Step], Callable[[], str]] = {
    Brightness: lambda: _("Brightness"),
    Contrast: lambda: _("Contrast"),
    Gamma: lambda: _("Gamma"),
    Levels: lambda: _("Levels"),
    LocalContrast: lambda: _("Local contrast"),
    Channel: lambda: _("One channel"),
    Sharpen: lambda: _("Sharpen"),
    Denoise: lambda: _("Denoise"),
    Deinterlace: lambda: _("Deinterlace"),
    Invert: lambda: _("Invert"),
    Rotate: lambda: _("Rotate"),
    Mirror: lambda: _("Mirror"),
    Crop: lambda: _("Crop"),
}


def parameter(kind: type[Step], field_name: str) -> str:
    """What a parameter of a step is called."""
    found = _PARAMETERS.get((kind, field_name)) or _ALL_PARAMETERS[field_name]
    return found()


_ALL_PARAMETERS: dict[str, Callable[[], str]] = {
    "percent": lambda: _("Amount"),
    "gamma": lambda: _("Gamma"),
    "black": lambda: _("Black point"),
    "white": lambda: _("White point"),
    "middle": lambda: _("Middle"),
    "limit": lambda: _("Limit"),
    "tiles": lambda: _("Parts across"),
    "channel": lambda: _("Channel"),
    "radius_px": lambda: _("Radius"),
    "method": lambda: _("Lines"),
    "degrees": lambda: _("Angle"),
    "axis": lambda: _("Exchange"),
    "left_px": lambda: _("Left"),
    "top_px": lambda: _("Top"),
    "width_px": lambda: _("Width"),
    "height_px": lambda: _("Height"),
}
_PARAMETERS: dict[tuple[type[Step], str], Callable[[], str]] = {
    (Contrast, "percent"): lambda: _("Of the original"),
}


def unit(counted_in: Unit) -> str:
    """What stands behind a number; empty where it is a bare one."""
    return {
        Unit.PERCENT: "%",
        Unit.PIXELS: _("px"),
        Unit.DEGREES: "°",
        Unit.LEVEL: "",
        Unit.FACTOR: "",
        Unit.COUNT: "",
    }[counted_in]


def choice(value: StrEnum) -> str:
    """What can be chosen in a step."""
    return _CHOICES[type(value), value]()


_CHOICES: dict[tuple[type[StrEnum], StrEnum], Callable[[], str]] = {
    (ChannelView, ChannelView.RED): lambda: _("red"),
    (ChannelView, ChannelView.GREEN): lambda: _("green"),
    (ChannelView, ChannelView.BLUE): lambda: _("blue"),
    (ChannelView, ChannelView.LUMA): lambda: _("luma (BT.709)"),
    (ChannelView, ChannelView.BLUE_DIFFERENCE): lambda: _("chroma Cb (BT.709)"),
    (ChannelView, ChannelView.RED_DIFFERENCE): lambda: _("chroma Cr (BT.709)"),
    (ChannelView, ChannelView.SATURATION): lambda: _("saturation"),
    (FieldMethod, FieldMethod.TOP): lambda: _("keep the top field"),
    (FieldMethod, FieldMethod.BOTTOM): lambda: _("keep the bottom field"),
    (FieldMethod, FieldMethod.BLEND): lambda: _("blend both fields"),
    (MirrorAxis, MirrorAxis.LEFT_RIGHT): lambda: _("left and right"),
    (MirrorAxis, MirrorAxis.TOP_BOTTOM): lambda: _("top and bottom"),
}


def sentence(step: Step) -> str:
    """What a step does, with all that it is set to: enough to do it again."""
    said = _SENTENCES[type(step)]()
    values = {}
    for one in fields(step):
        value = getattr(step, one.name)
        if isinstance(value, StrEnum):
            values[one.name] = choice(value)
        elif isinstance(value, float):
            values[one.name] = f"{value:g}"
        elif one.name == "percent" and isinstance(step, Brightness):
            values[one.name] = f"{value:+d}"
        else:
            values[one.name] = str(value)
    return said.format(**values)


_SENTENCES: dict[type[Step], Callable[[], str]] = {
    Brightness: lambda: _("Brightness {percent} % of the whole range."),
    Contrast: lambda: _("Contrast {percent} % of the original, around the middle."),
    Gamma: lambda: _("Gamma {gamma}; black and white stay."),
    Levels: lambda: _("Levels: {black} becomes 0, {white} becomes 255, gamma {middle} between."),
    LocalContrast: lambda: _(
        "Local contrast of luma in {tiles} × {tiles} parts, at most {limit} times as steep."
    ),
    Channel: lambda: _("One channel alone, in grey: {channel}."),
    Sharpen: lambda: _("Luma sharpened by {percent} % with a radius of {radius_px} px."),
    Denoise: lambda: _("Denoised by the median within {radius_px} px."),
    Deinterlace: lambda: _("Deinterlaced: {method}."),
    Invert: lambda: _("Inverted to the negative."),
    Rotate: lambda: _("Turned by {degrees}° clockwise."),
    Mirror: lambda: _("Mirrored: {axis} exchanged."),
    Crop: lambda: _(
        "Cropped to {width_px} × {height_px} px from {left_px}, {top_px} px (left, top)."
    ),
}


def summary(stack: Stack) -> str:
    """The names of the steps that are switched on, in order, each with its main setting."""
    return ", ".join(short(step) for step in stack.active.steps)


def short(step: Step) -> str:
    """A step in a few figures, for a line that holds several."""
    called = name(type(step)).lower()
    said = setting(step)
    return f"{called} {said}" if said else called


def setting(step: Step) -> str:
    """What a step is set to, in figures."""
    chosen = [v for f in fields(step) if isinstance(v := getattr(step, f.name), StrEnum)]
    return choice(chosen[0]) if chosen else _figures(step)


def _figures(step: Step) -> str:
    match step:
        case Brightness():
            return _("{percent} %").format(percent=f"{step.percent:+d}")
        case Contrast() | Sharpen():
            return _("{percent} %").format(percent=step.percent)
        case Gamma():
            return f"{step.gamma:g}"
        case Levels():
            return f"{step.black}–{step.white}"
        case LocalContrast():
            return f"× {step.limit:g}"
        case Denoise():
            return _("{n} px").format(n=step.radius_px)
        case Rotate():
            return f"{step.degrees:g}°"
        case Crop():
            return _("{width} × {height}").format(width=step.width_px, height=step.height_px)
        case _:
            return ""
