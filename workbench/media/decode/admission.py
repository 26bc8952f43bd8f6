"""Which containers and which decoders are let in.

FFmpeg knows 350 containers and 550 decoders; what is not needed for footage is attack surface.
Playlists, lists of images and network formats must never be added: they open other files.
"""

from __future__ import annotations

DEMUXERS: dict[str, str] = {
    "mp4": "mov",
    "mov": "mov",
    "3gp": "mov",
    "m4a": "mov",
    "matroska": "matroska",
    "webm": "matroska",
    "avi": "avi",
    "mpegts": "mpegts",
    "mpeg": "mpeg",
    "mpegvideo": "mpegvideo",
    "flv": "flv",
    "ogg": "ogg",
    "wav": "wav",
    "mp3": "mp3",
    "aac": "aac",
    "flac": "flac",
    "aiff": "aiff",
    "asf": "asf",
    "gif": "gif",
    "avif": "mov",
    "heic": "mov",
    "ivf": "ivf",
}
"""Format as sniffed → name of FFmpeg's demuxer."""

FORMAT_WHITELIST = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,ogg,wav,mp3,aac,flac,"
    "aiff,asf,gif,ivf"
)

PICTURE_CODECS = frozenset(
    {
        "h264",
        "hevc",
        "vp8",
        "vp9",
        "av1",
        "mpeg4",
        "mpeg2video",
        "mpeg1video",
        "mjpeg",
        "prores",
        "gif",
        "png",
        "h263",
        "flv1",
        "theora",
        "msmpeg4v3",
        "wmv2",
        "cinepak",
    }
)
"""Canonical names. The last five: old phones, Flash, and archives of the 2000s."""

SOUND_CODECS = frozenset(
    {
        "aac",
        "mp3",
        "mp2",
        "opus",
        "vorbis",
        "flac",
        "alac",
        "ac3",
        "eac3",
        "amr_nb",
        "amr_wb",
        "pcm_s8",
        "pcm_u8",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s24be",
        "pcm_s32le",
        "pcm_s32be",
        "pcm_f32le",
        "pcm_f32be",
        "pcm_alaw",
        "pcm_mulaw",
        "adpcm_ms",
        "adpcm_ima_wav",
        "wmav2",
    }
)

DECODERS = ",".join(
    sorted(
        (PICTURE_CODECS - {"flv1", "msmpeg4v3"})
        | (SOUND_CODECS - {"amr_nb", "amr_wb"})
        | {"flv", "msmpeg4", "amrnb", "amrwb", "mp3float", "mp2float", "libdav1d", "libopus"}
        | {"ac3_fixed", "libvpx", "libvpx-vp9", "libvorbis", "libopencore_amrnb"}
    )
)
"""What FFmpeg may open while it looks at a file's streams: decoders by their own names."""

TRUE_START_FORMATS = frozenset({"mpegts", "mpeg"})
"""Formats whose clock has no zero of its own: presentation time counts from the first frame."""
