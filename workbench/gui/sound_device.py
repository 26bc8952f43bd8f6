"""Sound device: the one that the system uses by default. Imported when sound is switched on."""

from __future__ import annotations

from typing import Self

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from workbench.media.sound_track import CHANNELS, RATE_HZ

_BUFFER_S = 0.2
_SAMPLE_BYTES = 2 * CHANNELS


class SoundDevice:
    """Samples are pushed; what is pushed is heard after the device's own short delay."""

    def __init__(self, device: QAudioDevice) -> None:
        format_ = QAudioFormat()
        format_.setSampleRate(RATE_HZ)
        format_.setChannelCount(CHANNELS)
        format_.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, format_)
        self._sink.setBufferSize(int(_BUFFER_S * RATE_HZ) * _SAMPLE_BYTES)
        self._door: QIODevice | None = None

    @classmethod
    def opened(cls) -> Self | None:
        """None where the system has no device."""
        device = QMediaDevices.defaultAudioOutput()
        return None if device.isNull() else cls(device)

    def free_samples(self) -> int:
        if self._door is None:
            self._door = self._sink.start()
        if self._door is None:
            return 0
        return self._sink.bytesFree() // _SAMPLE_BYTES

    def write(self, samples: bytes) -> None:
        if self._door is not None:
            self._door.write(samples)

    def played_samples(self) -> int:
        return self._sink.processedUSecs() * RATE_HZ // 1_000_000 if self._door else 0

    def reset(self) -> None:
        """The next samples begin at 0 again."""
        self._sink.stop()
        self._sink.reset()
        self._door = None
