"""What a file is by its first bytes, decided by our own list and never by its name.

Only formats named here ever reach a reader. Text, playlists and whatever else can name another
file or an address are not among them.
"""

from __future__ import annotations

HEAD_BYTES = 4096
"""What `sniff` wants to see of a file; less is enough for a shorter file."""

STILL_FORMATS = frozenset({"jpeg", "png", "tiff", "webp", "heic", "avif", "bmp", "psd", "jxl"})
"""Pictures. A GIF is one too while it does not move."""

SOUND_FORMATS = frozenset({"wav", "mp3", "aac", "flac", "aiff", "m4a"})
"""Formats that are meant for sound alone."""

_EBML = b"\x1a\x45\xdf\xa3"
_ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"II+\x00", "tiff"),
    (0, b"MM\x00+", "tiff"),
    (0, b"8BPS\0\x01", "psd"),
    (0, b"8BPS\0\x02", "psd"),
    (0, b"\xff\x0a", "jxl"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"FLV\x01", "flv"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"DKIF", "ivf"),
    (0, _ASF, "asf"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
    (0, b"\x00\x00\x01\xb3", "mpegvideo"),
)
_RIFF = {b"WAVE": "wav", b"AVI ": "avi", b"AVIX": "avi", b"WEBP": "webp"}
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_TS_PACKET_BYTES = ((188, 0), (192, 4), (204, 0))
_LAYER_3_KBPS = 15


def sniff(head: bytes) -> str | None:
    """The short name of the format that begins with `head`, or None for what is not let in."""
    for at, magic, name in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return name
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[:4] == _EBML:
        return _of_ebml(head)
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head[4:8] in _QUICKTIME_BOXES and _box_size_fits(head):
        return "mov"
    if _is_bmp(head):
        return "bmp"
    if _is_transport_stream(head):
        return "mpegts"
    return _of_sound(head)


def _of_ebml(head: bytes) -> str | None:
    # The DocType element (0x4282) lies in the first bytes of the EBML header.
    at = head.find(b"\x42\x82", 0, 64)
    doctype = head[at + 3 : at + 11] if at >= 0 else b""
    if doctype.startswith(b"webm"):
        return "webm"
    return "matroska" if doctype.startswith(b"matroska") else None


def _of_brands(head: bytes) -> str:
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12]] + [head[i : i + 4] for i in range(16, min(size, len(head), 256), 4)]
    if brands[0] in _AVIF_BRANDS:
        return "avif"
    if brands[0] in _HEIF_BRANDS:
        # mif1 and msf1 say only "some picture": the other brands say which.
        return "avif" if _AVIF_BRANDS & set(brands) else "heic"
    if brands[0] == b"qt  ":
        return "mov"
    if brands[0][:2] == b"3g":
        return "3gp"
    return "m4a" if brands[0] in (b"M4A ", b"M4B ") else "mp4"


def _box_size_fits(head: bytes) -> bool:
    size = int.from_bytes(head[:4], "big")
    return size in (0, 1) or size >= 8


def _is_bmp(head: bytes) -> bool:
    # Two letters alone are too little: the header that follows has one of few sizes.
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 108, 124)


def _is_transport_stream(head: bytes) -> bool:
    for size, at in _TS_PACKET_BYTES:
        syncs = head[at : at + 4 * size + 1 : size]
        if len(syncs) >= 3 and not syncs.strip(b"\x47"):
            return True
    return False


def _of_sound(head: bytes) -> str | None:
    if head[:3] == b"ID3" and len(head) >= 10 and head[3] < 0xFF and head[4] < 0xFF:
        size = (head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]
        after = head[10 + size : 14 + size]
        if after[:4] == b"fLaC":
            return "flac"
        return "aac" if _is_adts(after) else "mp3"
    if _is_adts(head):
        return "aac"
    return "mp3" if _is_mpeg_audio(head) else None


def _is_adts(head: bytes) -> bool:
    # 12 sync bits, layer 0, and a sampling frequency index that exists.
    return (
        len(head) >= 4 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 15 < 13
    )


def _is_mpeg_audio(head: bytes) -> bool:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    bitrate, rate = head[2] >> 4, (head[2] >> 2) & 3
    return version != 1 and layer != 0 and bitrate not in (0, _LAYER_3_KBPS) and rate != 3
