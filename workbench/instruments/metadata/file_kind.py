"""What kind of file it is, in ExifTool's words: `File:FileType` and its MIME type."""

from __future__ import annotations

from typing import Any

from workbench.instruments.metadata.mpf import of_several_views

_JPEG = ("JPEG", "JPG", "image/jpeg")
_KINDS: dict[str, tuple[str, str, str]] = {
    "jpeg": _JPEG,
    "png": ("PNG", "PNG", "image/png"),
    "tiff": ("TIFF", "TIF", "image/tiff"),
    "gif": ("GIF", "GIF", "image/gif"),
    "webp": ("WEBP", "WEBP", "image/webp"),
    "bmp": ("BMP", "BMP", "image/bmp"),
    "heic": ("HEIC", "HEIC", "image/heic"),
    "avif": ("AVIF", "AVIF", "image/avif"),
    "psd": ("PSD", "PSD", "application/vnd.adobe.photoshop"),
    "jxl": ("JXL", "JXL", "image/jxl"),
    "mp4": ("MP4", "MP4", "video/mp4"),
    "mov": ("MOV", "MOV", "video/quicktime"),
    "3gp": ("3GP", "3GP", "video/3gpp"),
    "m4a": ("M4A", "M4A", "audio/mp4"),
    "matroska": ("MKV", "MKV", "video/x-matroska"),
    "webm": ("WEBM", "WEBM", "video/webm"),
    "avi": ("AVI", "AVI", "video/x-msvideo"),
    "wav": ("WAV", "WAV", "audio/x-wav"),
    "mp3": ("MP3", "MP3", "audio/mpeg"),
    "aac": ("AAC", "AAC", "audio/aac"),
    "flac": ("FLAC", "FLAC", "audio/flac"),
    "aiff": ("AIFF", "AIFF", "audio/x-aiff"),
    "ogg": ("OGG", "OGG", "audio/ogg"),
    "flv": ("FLV", "FLV", "video/x-flv"),
    "asf": ("WMV", "WMV", "video/x-ms-wmv"),
    "mpegts": ("M2T", "M2T", "video/mpeg"),
    "mpeg": ("MPEG", "MPG", "video/mpeg"),
    "mpegvideo": ("MPEG", "MPG", "video/mpeg"),
    "ivf": ("IVF", "IVF", "video/x-ivf"),
}
_BRANDS: dict[bytes, tuple[str, str, str]] = {
    b"mif1": ("HEIF", "HEIF", "image/heif"),
    b"msf1": ("HEIFS", "HEIFS", "image/heif-sequence"),
    b"heix": ("HEIF", "HEIF", "image/heif"),
    b"heim": ("HEIC", "HEIC", "image/heic"),
    b"hevc": ("HEICS", "HEICS", "image/heic-sequence"),
    b"avis": ("AVIF", "AVIF", "image/avif"),
    b"M4V ": ("M4V", "M4V", "video/x-m4v"),
    b"M4P ": ("M4P", "M4P", "audio/mp4"),
    b"M4B ": ("M4B", "M4B", "audio/mp4"),
    b"3g2a": ("3G2", "3G2", "video/3gpp2"),
    b"3g2b": ("3G2", "3G2", "video/3gpp2"),
    b"crx ": ("CR3", "CR3", "image/x-canon-cr3"),
    b"f4v ": ("F4V", "F4V", "video/mp4"),
}


def kind_tags(format_name: str, head: bytes, found: dict[str, Any]) -> dict[str, Any]:
    """By the format as it was sniffed, its first bytes, and the tags that were found in it."""
    kind = _special(format_name, head, found) or _KINDS.get(format_name)
    if kind is None:
        return {}
    names = ("FileType", "FileTypeExtension", "MIMEType")
    return {f"File:{name}": value for name, value in zip(names, kind, strict=True)}


def _special(format_name: str, head: bytes, found: dict[str, Any]) -> tuple[str, str, str] | None:
    if head[4:8] == b"ftyp":
        return _of_brand(head, found)
    if format_name == "jxl" and head[:2] == b"\xff\x0a":
        return ("JXL Codestream", "JXL", "image/jxl")
    if format_name == "psd" and head[4:6] == b"\0\2":
        return ("PSB", "PSB", "application/vnd.adobe.photoshop")
    if format_name == "webp" and head[12:16] == b"VP8X":
        return ("Extended WEBP", "WEBP", "image/webp")
    if format_name == "png" and "PNG:AnimationFrames" in found:
        return ("APNG", "PNG", "image/apng")
    if format_name == "jpeg" and of_several_views(found):
        return ("MPO", "MPO", "image/jpeg")
    if format_name == "tiff":
        return _of_tiff(head, found)
    if format_name == "mpegts" and head[4:5] == b"\x47" and head[196:197] == b"\x47":
        return ("M2TS", "MTS", "video/m2ts")
    if format_name == "ogg":
        return _of_ogg(head)
    return None


def _of_brand(head: bytes, found: dict[str, Any]) -> tuple[str, str, str] | None:
    known = _BRANDS.get(head[8:12])
    if known is not None:
        return known
    if head[8:12] in (b"isom", b"mp42", b"mp41") and "QuickTime:MajorBrand" in found:
        tracks = {
            v for k, v in found.items() if k.startswith("Track") and k.endswith("HandlerType")
        }
        brands = found.get("QuickTime:CompatibleBrands")
        if tracks == {"soun"} and isinstance(brands, list) and "M4A " in brands:
            return _KINDS["m4a"]
    return None


def _of_tiff(head: bytes, found: dict[str, Any]) -> tuple[str, str, str] | None:
    if head[2:4] in (b"+\0", b"\0+"):
        return ("BTF", "BTF", "image/x-tiff-big")
    if head[8:10] == b"CR":
        return ("CR2", "CR2", "image/x-canon-cr2")
    if "IFD0:DNGVersion" in found:
        return ("DNG", "DNG", "image/x-adobe-dng")
    make = str(found.get("IFD0:Make", ""))
    if make.upper().startswith("NIKON") and "SubIFD:Compression" in found:
        return ("NEF", "NEF", "image/x-nikon-nef")
    if make.upper().startswith("SONY") and "SubIFD:Compression" in found:
        return ("ARW", "ARW", "image/x-sony-arw")
    return None


def _of_ogg(head: bytes) -> tuple[str, str, str] | None:
    if b"\x80theora" in head[:512]:
        return ("OGV", "OGV", "video/ogg")
    if b"OpusHead" in head[:64]:
        return ("OPUS", "OPUS", "audio/ogg")
    return None
