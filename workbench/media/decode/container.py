"""One open container: packets and decoded frames, errors turned into faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import CodecContext, Flags, ThreadType
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from workbench.media.decode.admission import (
    DECODERS,
    DEMUXERS,
    FORMAT_WHITELIST,
    PICTURE_CODECS,
    SOUND_CODECS,
)
from workbench.media.decode.rational import fraction
from workbench.media.decode.reader import Reader
from workbench.media.limits import MAX_DECODER_THREADS, MAX_FRAME_PIXELS, MAX_STREAMS
from workbench.records.errors import MediaError, MediaFault

_IO_BUFFER_BYTES = 128 * 1024

AnyStream = VideoStream | AudioStream

OnFault = Callable[[MediaFault], None]
"""Called when something that should be there cannot be read, while decoding goes on."""


class Container:
    """A demuxer and its decoders at one place of the file. Of one thread at a time."""

    def __init__(self, fd: int, format_name: str, thread_count: int, on_fault: OnFault) -> None:
        self._note = on_fault
        self._demuxer = _open(fd, format_name)
        self.streams: tuple[Stream, ...] = tuple(self._demuxer.streams)
        if len(self.streams) > MAX_STREAMS:
            raise MediaError(MediaFault.TOO_LARGE, streams=len(self.streams))
        moving = (s for s in self.streams if isinstance(s, VideoStream) and not is_attached(s))
        if format_name in (
            "avif",
            "heic",
        ):  # the cover of an animation is a stream without a length
            moving = (s for s in moving if s.duration)
        heard = (s for s in self.streams if isinstance(s, AudioStream))
        self.picture_stream = next(moving, None)
        self.sound_stream = next(heard, None)
        self.picture = self.picture_stream if self._admits(self.picture_stream) else None
        self.sound = self.sound_stream if self._admits(self.sound_stream) else None
        self._set_up(min(thread_count, MAX_DECODER_THREADS))
        self._reorder_depth = self.picture.codec_context.reorder_depth if self.picture else 0

    @property
    def reorder_depth(self) -> int:
        """How many frames the decoder holds back, to show them in another order than they come."""
        return self._reorder_depth

    @property
    def metadata(self) -> dict[str, str]:
        return self._demuxer.metadata

    @property
    def duration_s(self) -> Fraction | None:
        duration = self._demuxer.duration
        return Fraction(duration, 1_000_000) if duration and duration > 0 else None

    @property
    def start_s(self) -> Fraction:
        """The first time of any picture or sound in the file."""
        starts = [
            s.start_time * base
            for s in (self.picture_stream, self.sound_stream)
            if s is not None and s.start_time is not None and (base := fraction(s.time_base))
        ]
        return min(starts, default=Fraction(0))

    def packets(self, *streams: AnyStream | None) -> Iterator[Packet[Stream]]:
        """Packets of these streams from here on, then one empty packet each to drain them."""
        wanted = [s for s in streams if s is not None]
        try:
            packet: Packet[Stream]
            for packet in self._demuxer.demux(wanted):
                if packet.size and packet.is_corrupt:
                    self._note(MediaFault.TRUNCATED)
                yield packet
        except FFmpegError:
            self._note(MediaFault.DAMAGED)
            for stream in wanted:
                yield _draining(stream)

    def pictures(self, packet: Packet[Stream]) -> list[VideoFrame]:
        """The frames that a packet of the picture stream brings out of the decoder."""
        frames = [f for f in self._decoded(packet) if isinstance(f, VideoFrame)]
        if any(f.is_corrupt for f in frames):
            self._note(MediaFault.DAMAGED)
        return frames

    def last_pictures(self) -> list[VideoFrame]:
        """What the decoder still holds; it takes no more packets until the next `seek`."""
        return [] if self.picture is None else self.pictures(_draining(self.picture))

    def sounds(self, packet: Packet[Stream]) -> list[AudioFrame]:
        return [f for f in self._decoded(packet) if isinstance(f, AudioFrame)]

    def seek(self, pts: int) -> bool:
        """Go to a key frame of the picture at or before `pts`, as far as the format can."""
        assert self.picture is not None
        try:
            self._demuxer.seek(pts, stream=self.picture, backward=True)
        except FFmpegError:
            return False
        # Flushing forgets how far B-frames are reordered; without it, some are dropped.
        self.picture.codec_context.reorder_depth = self._reorder_depth
        return True

    def seek_sound(self, pts: int) -> bool:
        """Go to a packet of the sound at or before `pts`, as far as the format can."""
        assert self.sound is not None
        try:
            self._demuxer.seek(pts, stream=self.sound, backward=True)
        except FFmpegError:
            return False
        return True

    def close(self) -> None:
        self._demuxer.close()

    def _decoded(self, packet: Packet[Stream]) -> list[object]:
        if not packet.size and packet.pts is not None:
            return []  # Theora's "the same picture again": FFmpeg takes an empty packet for a fault
        try:
            return list(packet.decode())
        except FFmpegError:
            self._note(MediaFault.DAMAGED)
            return []

    def _admits(self, stream: AnyStream | None) -> bool:
        """Whether the stream's decoder is let in; checked before anything is decoded."""
        if stream is None:
            return False
        admitted = PICTURE_CODECS if isinstance(stream, VideoStream) else SOUND_CODECS
        if codec_name(stream) in admitted:
            return True
        self._note(MediaFault.UNSUPPORTED_CODEC)
        return False

    def _set_up(self, thread_count: int) -> None:
        for stream in self.streams:
            if stream is not self.picture and stream is not self.sound:
                stream.discard = Discard.all
        if self.picture is not None:
            context = self.picture.codec_context
            context.options = {"max_pixels": str(MAX_FRAME_PIXELS)}
            # Without this flag a left crop is rounded to what suits the processor.
            context.flags |= Flags.unaligned
            context.thread_count = thread_count
            context.thread_type = ThreadType.AUTO if thread_count > 1 else ThreadType.SLICE
        if self.sound is not None:
            self.sound.codec_context.thread_count = 1


def is_attached(stream: Stream) -> bool:
    cover = Disposition.attached_pic | Disposition.timed_thumbnails
    return bool(stream.disposition & cover)


def codec_name(stream: Stream) -> str | None:
    """The codec's canonical name; None where FFmpeg has no decoder for it."""
    # PyAV's stubs do not say that the context can be missing.
    context: CodecContext | None = stream.codec_context
    return None if context is None else str(context.codec.canonical_name)


def _draining(stream: AnyStream) -> Packet[Stream]:
    packet: Packet[Stream] = Packet()
    packet.stream = stream
    return packet


def _open(fd: int, format_name: str) -> InputContainer:
    options = {
        "format_whitelist": FORMAT_WHITELIST,
        "codec_whitelist": DECODERS,
        "protocol_whitelist": "",
        "max_streams": str(MAX_STREAMS),
        "max_pixels": str(MAX_FRAME_PIXELS),
    }
    try:
        return av.open(
            Reader(fd),
            "r",
            format=DEMUXERS[format_name],
            options=options,
            metadata_errors="replace",
            buffer_size=_IO_BUFFER_BYTES,
        )
    except av.error.MemoryError as large:
        raise MediaError(MediaFault.TOO_LARGE) from large
    except (FFmpegError, ValueError) as wrong:
        # An impossible value in a header can also surface as a ValueError of PyAV itself.
        raise MediaError(MediaFault.DAMAGED) from wrong
