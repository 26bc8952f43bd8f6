"""Headers of coded pictures, read without decoding: what comes out of a packet, and in which order.

Each module knows one family of codecs. A reader takes the packets of a stream in the order of
decoding and says of each what picture it holds; where the headers do not prove it, it raises
`NotProven`, and the frames have to be counted by decoding.
"""

from __future__ import annotations

from workbench.media.decode.syntax.av1 import Av1Reader
from workbench.media.decode.syntax.h263 import H263Reader
from workbench.media.decode.syntax.h264 import H264Reader
from workbench.media.decode.syntax.hevc import HevcReader
from workbench.media.decode.syntax.intra import JpegReader, ProresReader
from workbench.media.decode.syntax.mpeg4 import Mpeg4Reader
from workbench.media.decode.syntax.picture import CodedPicture, HeaderReader, NotProven
from workbench.media.decode.syntax.vp8 import Vp8Reader
from workbench.media.decode.syntax.vp9 import Vp9Reader

__all__ = ["CodedPicture", "HeaderReader", "NotProven", "reader_of"]

_READERS: dict[str, type[HeaderReader]] = {
    "h264": H264Reader,
    "hevc": HevcReader,
    "vp8": Vp8Reader,
    "vp9": Vp9Reader,
    "av1": Av1Reader,
    "mpeg4": Mpeg4Reader,
    "h263": H263Reader,
    "mjpeg": JpegReader,
    "prores": ProresReader,
}


def reader_of(codec: str, head: bytes) -> HeaderReader:
    """The reader of a stream whose codec has this canonical name, and `head` as what the container
    says of it beforehand. Raises `NotProven`."""
    reader = _READERS.get(codec)
    if reader is None:
        raise NotProven(f"codec {codec}")
    return reader(head)
