"""The head of a container as a `Medium`: streams as stated, and the first frame really decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from av.audio.stream import AudioStream
from av.sidedata.sidedata import SideData, Type
from av.stream import Stream as AvStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from workbench.media.decode.admission import TRUE_START_FORMATS
from workbench.media.decode.colour import colour_of, transfer_of
from workbench.media.decode.container import Container, codec_name, is_attached
from workbench.media.decode.orientation import Orientation, of_display_matrix
from workbench.media.decode.rational import fraction
from workbench.media.sniff import SOUND_FORMATS
from workbench.records.errors import MediaFault
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream, StreamKind

MAX_PROBE_PACKETS = 4000
MAX_TAGS = 512
MAX_TAG_CHARACTERS = 16_384
_TAIL_ENTRIES = 32
_KINDS = {"video": StreamKind.VIDEO, "audio": StreamKind.SOUND, "subtitle": StreamKind.SUBTITLE}

FaultSoFar = Callable[[], MediaFault | None]


def unreadable(format_name: str, size_bytes: int, fault: MediaFault) -> Medium:
    """A file of a known format whose head could not be read."""
    kind = MediaKind.SOUND if format_name in SOUND_FORMATS else MediaKind.CLIP
    return Medium(kind, format_name, MediaStatus.DAMAGED, fault, size_bytes)


def medium_of(
    container: Container, format_name: str, size_bytes: int, fault_so_far: FaultSoFar
) -> tuple[Medium, Orientation, VideoFrame | None]:
    """What an opened container holds; how its pictures are brought upright; the first of them."""
    first = _first_picture(container) if container.picture is not None else None
    heard = container.sound is not None and (first is not None or _has_sound(container))
    orientation = _orientation(first)
    picture, sound = container.picture_stream, container.sound_stream
    main = picture or sound
    kind = MediaKind.CLIP if picture else MediaKind.SOUND if sound else MediaKind.UNKNOWN
    status, fault = _state(container, first is not None, heard, fault_so_far())
    if status is MediaStatus.OK and _is_cut_short(container, size_bytes):
        status, fault = MediaStatus.PARTIAL, MediaFault.TRUNCATED
    medium = Medium(
        kind=kind,
        format=format_name,
        status=status,
        fault=fault,
        size_bytes=size_bytes,
        streams=tuple(
            _coloured(stated, first if s is picture else None)
            for s in container.streams
            for stated in (_stream(s, s is picture, orientation),)
        ),
        width_px=first.width if first else None,
        height_px=first.height if first else None,
        rotation_deg=orientation.rotation_deg,
        mirrored=orientation.mirrored,
        sample_aspect_ratio=_aspect(picture),
        duration_s=_duration_s(main) or container.duration_s,
        time_base=fraction(main.time_base) if main else None,
        start_offset_s=container.start_s if format_name in TRUE_START_FORMATS else Fraction(0),
        tags=_tags(container),
    )
    return medium, orientation, first


def _state(
    container: Container, seen: bool, heard: bool, fault: MediaFault | None
) -> tuple[MediaStatus, MediaFault | None]:
    if container.picture_stream is None and container.sound_stream is None:
        return MediaStatus.DAMAGED, MediaFault.NO_STREAMS
    if not seen and not heard:
        if fault is MediaFault.UNSUPPORTED_CODEC:
            return MediaStatus.UNSUPPORTED, fault
        return MediaStatus.DAMAGED, fault or MediaFault.NO_FRAMES
    if container.picture_stream is not None and not seen:
        return MediaStatus.PARTIAL, fault or MediaFault.NO_FRAMES
    return (MediaStatus.PARTIAL, fault) if fault else (MediaStatus.OK, None)


def _first_picture(container: Container) -> VideoFrame | None:
    for count, packet in enumerate(container.packets(container.picture)):
        for frame in container.pictures(packet):
            return frame
        if count > MAX_PROBE_PACKETS:
            return None
    return None


def _has_sound(container: Container) -> bool:
    for count, packet in enumerate(container.packets(container.sound)):
        if any(frame.samples for frame in container.sounds(packet)):
            return True
        if count > MAX_PROBE_PACKETS:
            return False
    return False


def _orientation(first: VideoFrame | None) -> Orientation:
    if first is None:
        return Orientation()
    data: SideData
    for data in first.side_data:  # type: ignore[assignment]  # iterates over values, not keys
        if data.type is Type.DISPLAYMATRIX:
            return of_display_matrix(bytes(data))
    return Orientation()


def _is_cut_short(container: Container, size_bytes: int) -> bool:
    """Whether the container's own index points behind the end of the file."""
    for stream in (container.picture, container.sound):
        entries = getattr(stream, "index_entries", ())
        for at in range(max(len(entries) - _TAIL_ENTRIES, 0), len(entries)):
            if entries[at].pos + entries[at].size > size_bytes:
                return True
    return False


def _stream(stream: AvStream, is_main: bool, orientation: Orientation) -> Stream:
    video = stream if isinstance(stream, VideoStream) and codec_name(stream) else None
    sound = stream if isinstance(stream, AudioStream) and codec_name(stream) else None
    average, base = _rates(stream)
    return Stream(
        index=stream.index,
        kind=_KINDS.get(stream.type, StreamKind.DATA),
        codec=codec_name(stream) or "unknown",
        time_base=fraction(stream.time_base),
        start_pts=stream.start_time,
        duration_s=_duration_s(stream),
        width_px=(video.codec_context.width or None) if video else None,
        height_px=(video.codec_context.height or None) if video else None,
        sample_aspect_ratio=_aspect(stream),
        rotation_deg=orientation.rotation_deg if is_main else 0,
        mirrored=orientation.mirrored if is_main else False,
        frames=stream.frames or None,
        average_rate=average,
        variable_rate=bool(average and base and abs(average / base - 1) > Fraction(1, 100)),
        sample_rate_hz=(sound.codec_context.sample_rate or None) if sound else None,
        channels=(sound.codec_context.channels or None) if sound else None,
        attached_picture=isinstance(stream, VideoStream) and is_attached(stream),
    )


def _coloured(stated: Stream, first: VideoFrame | None) -> Stream:
    """With how the planes of the main picture are read, as its first frame says it."""
    if first is None:
        return stated
    colour = colour_of(first)
    return replace(
        stated,
        matrix=colour.matrix,
        full_range=colour.full_range,
        transfer=transfer_of(first),
        bits=first.format.components[0].bits,
    )


def _rates(stream: AvStream) -> tuple[Fraction | None, Fraction | None]:
    if not isinstance(stream, VideoStream):
        return None, None
    return fraction(stream.average_rate), fraction(stream.base_rate)


def _aspect(stream: AvStream | None) -> Fraction:
    if not isinstance(stream, VideoStream) or codec_name(stream) is None:
        return Fraction(1)
    return fraction(stream.sample_aspect_ratio) or Fraction(1)


def _duration_s(stream: AvStream | None) -> Fraction | None:
    if stream is None or not stream.duration or stream.duration < 0:
        return None
    base = fraction(stream.time_base)
    return stream.duration * base if base else None


def _tags(container: Container) -> tuple[tuple[str, str], ...]:
    pairs = [(k, v) for k, v in container.metadata.items()]
    for stream in container.streams:
        pairs += [(f"stream{stream.index}:{k}", v) for k, v in stream.metadata.items()]
    cut = [(k[:MAX_TAG_CHARACTERS], v[:MAX_TAG_CHARACTERS]) for k, v in pairs[:MAX_TAGS]]
    return tuple(cut)
