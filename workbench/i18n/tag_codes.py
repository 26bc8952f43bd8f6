"""What the numbers and letters mean that tags use for words."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _

CODES: dict[tuple[str, ...], dict[str, Callable[[], str]]] = {
    ("Orientation",): {
        "1": lambda: _("upright"),
        "2": lambda: _("mirrored"),
        "3": lambda: _("turned by 180°"),
        "4": lambda: _("mirrored, turned by 180°"),
        "5": lambda: _("mirrored, to be turned by 270° clockwise"),
        "6": lambda: _("to be turned by 90° clockwise"),
        "7": lambda: _("mirrored, to be turned by 90° clockwise"),
        "8": lambda: _("to be turned by 270° clockwise"),
    },
    ("ExposureProgram",): {
        "0": lambda: _("not defined"),
        "1": lambda: _("manual"),
        "2": lambda: _("automatic"),
        "3": lambda: _("aperture chosen"),
        "4": lambda: _("exposure time chosen"),
        "5": lambda: _("for depth"),
        "6": lambda: _("for fast motion"),
        "7": lambda: _("portrait"),
        "8": lambda: _("landscape"),
    },
    ("MeteringMode",): {
        "0": lambda: _("unknown"),
        "1": lambda: _("average"),
        "2": lambda: _("weighted to the centre"),
        "3": lambda: _("spot"),
        "4": lambda: _("several spots"),
        "5": lambda: _("pattern"),
        "6": lambda: _("part of the picture"),
        "255": lambda: _("other"),
    },
    ("LightSource",): {
        "0": lambda: _("unknown"),
        "1": lambda: _("daylight"),
        "2": lambda: _("fluorescent lamp"),
        "3": lambda: _("incandescent lamp"),
        "4": lambda: _("flash"),
        "9": lambda: _("fine weather"),
        "10": lambda: _("cloudy"),
        "11": lambda: _("shade"),
        "255": lambda: _("other"),
    },
    ("ColorSpace",): {
        "1": lambda: "sRGB",
        "2": lambda: "Adobe RGB",
        "65535": lambda: _("not calibrated"),
    },
    ("ResolutionUnit", "FocalPlaneResolutionUnit"): {
        "1": lambda: _("no unit"),
        "2": lambda: _("inch"),
        "3": lambda: _("centimetre"),
    },
    ("SensingMethod",): {
        "1": lambda: _("not defined"),
        "2": lambda: _("one-chip colour sensor"),
        "3": lambda: _("two-chip colour sensor"),
        "4": lambda: _("three-chip colour sensor"),
        "7": lambda: _("three-line sensor"),
    },
    ("FileSource",): {
        "1": lambda: _("film scanner"),
        "2": lambda: _("print scanner"),
        "3": lambda: _("digital camera"),
    },
    ("SceneType",): {
        "1": lambda: _("photographed directly"),
    },
    ("SceneCaptureType",): {
        "0": lambda: _("standard"),
        "1": lambda: _("landscape"),
        "2": lambda: _("portrait"),
        "3": lambda: _("night"),
    },
    ("CustomRendered",): {
        "0": lambda: _("normal"),
        "1": lambda: _("special"),
        "2": lambda: _("HDR, original not kept"),
        "3": lambda: _("HDR, original kept"),
        "4": lambda: _("original of an HDR picture"),
        "6": lambda: _("panorama"),
    },
    ("ExposureMode",): {
        "0": lambda: _("automatic"),
        "1": lambda: _("manual"),
        "2": lambda: _("several in a row"),
    },
    ("WhiteBalance",): {
        "0": lambda: _("automatic"),
        "1": lambda: _("manual"),
    },
    ("GainControl",): {
        "0": lambda: _("none"),
        "1": lambda: _("low, up"),
        "2": lambda: _("high, up"),
        "3": lambda: _("low, down"),
        "4": lambda: _("high, down"),
    },
    ("Contrast", "Saturation", "Sharpness"): {
        "0": lambda: _("normal"),
        "1": lambda: _("low"),
        "2": lambda: _("high"),
    },
    ("SubjectDistanceRange",): {
        "0": lambda: _("unknown"),
        "1": lambda: _("macro"),
        "2": lambda: _("near"),
        "3": lambda: _("far"),
    },
    ("YCbCrPositioning",): {
        "1": lambda: _("centred"),
        "2": lambda: _("side by side"),
    },
    ("Compression",): {
        "1": lambda: _("none"),
        "5": lambda: "LZW",
        "6": lambda: _("JPEG (old way)"),
        "7": lambda: "JPEG",
        "8": lambda: "Deflate",
    },
    ("PhotometricInterpretation",): {
        "0": lambda: _("white is zero"),
        "1": lambda: _("black is zero"),
        "2": lambda: "RGB",
        "3": lambda: _("palette"),
        "5": lambda: "CMYK",
        "6": lambda: "YCbCr",
    },
    ("GPSAltitudeRef",): {
        "0": lambda: _("above sea level"),
        "1": lambda: _("below sea level"),
    },
    ("GPSLatitudeRef",): {
        "N": lambda: _("north"),
        "S": lambda: _("south"),
    },
    ("GPSLongitudeRef",): {
        "E": lambda: _("east"),
        "W": lambda: _("west"),
    },
    ("GPSStatus",): {
        "A": lambda: _("measuring"),
        "V": lambda: _("not measuring"),
    },
    ("GPSMeasureMode",): {
        "2": lambda: _("place only"),
        "3": lambda: _("place and height"),
    },
    ("GPSSpeedRef",): {
        "K": lambda: _("km/h"),
        "M": lambda: _("miles/h"),
        "N": lambda: _("knots"),
    },
    ("GPSImgDirectionRef", "GPSTrackRef", "GPSDestBearingRef"): {
        "T": lambda: _("from true north"),
        "M": lambda: _("from magnetic north"),
    },
    ("InteropIndex",): {
        "R98": lambda: _("R98, ordinary camera files"),
        "R03": lambda: "R03, Adobe RGB",
        "THM": lambda: _("THM, thumbnail"),
    },
    ("HandlerType",): {
        "vide": lambda: _("picture"),
        "soun": lambda: _("sound"),
        "meta": lambda: _("metadata"),
        "text": lambda: _("text"),
        "hint": lambda: _("hints for streaming"),
        "tmcd": lambda: _("time code"),
        "mdir": lambda: _("tags"),
        "mdta": lambda: _("tags"),
        "pict": lambda: _("pictures"),
    },
    ("CompressorID", "AudioFormat"): {
        "avc1": lambda: "H.264",
        "hvc1": lambda: "H.265",
        "hev1": lambda: "H.265",
        "mp4v": lambda: "MPEG-4",
        "mp4a": lambda: "AAC",
        "s263": lambda: "H.263",
        "samr": lambda: "AMR",
        "av01": lambda: "AV1",
        "vp09": lambda: "VP9",
    },
    ("MediaLanguageCode", "TrackLanguage"): {
        "und": lambda: _("undetermined"),
    },
}
"""By the names of the tags: the word for each code, which stands as the tag writes it."""
