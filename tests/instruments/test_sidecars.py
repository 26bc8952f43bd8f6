"""What sidecars say is read out of the forms of their programs, and nothing breaks the reader."""

from __future__ import annotations

import io
import json
import random
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from tests import sidecars as made
from workbench.instruments import sidecars
from workbench.instruments.sidecars import telegram
from workbench.instruments.sidecars.values import MAX_DEPTH, MAX_VALUES
from workbench.records.codec import from_json, to_json
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import SidecarContent, SidecarForm, SidecarHint


def read(hint: SidecarHint, content: Any, *wanted: str) -> dict[str, SidecarContent]:
    if not isinstance(content, bytes):
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        content = text.encode()
    found = dict(sidecars.read(io.BytesIO(content), hint, wanted or ("x",)))
    for one in found.values():
        # What crosses the pipe and lies in the case is the same.
        assert from_json(SidecarContent, json.loads(json.dumps(to_json(one)))) == one
    return found


def test_takeout() -> None:
    one = read(SidecarHint.JSON, made.TAKEOUT)["x"]
    assert one.form is SidecarForm.TAKEOUT
    said = one.said
    assert said.captured == "2020-08-09T16:14:03+00:00"
    assert said.uploaded == "2020-08-09T17:14:03+00:00"
    assert said.coordinates == (53.9045, 27.5615)
    assert (said.description, said.original_name) == ("Мост", "still.png")
    assert one.tree == made.TAKEOUT


def test_takeout_without_a_place_states_none() -> None:
    zeros = {"latitude": 0.0, "longitude": 0.0}
    one = read(SidecarHint.JSON, made.TAKEOUT | {"geoData": zeros})["x"]
    assert one.said.coordinates is None


def test_yt_dlp() -> None:
    said = read(SidecarHint.JSON, made.YT_DLP)["x"].said
    assert said.url == "https://www.youtube.com/watch?v=AAAAAAAAAAA"
    assert (said.uploader, said.platform, said.title) == ("Канал (@kanal)", "Youtube", "Немига")
    assert said.uploaded == "2020-08-09T17:14:03+00:00"
    assert said.archived == "2023-11-14T22:13:20+00:00"
    assert (said.duration_s, said.software) == (4.0, "yt-dlp/yt-dlp 2024.08.06")


def test_youtube_dl_states_only_a_day() -> None:
    older = {"webpage_url": "https://youtu.be/AAAAAAAAAAA", "upload_date": "20130601"}
    assert read(SidecarHint.JSON, older)["x"].said.uploaded == "2013-06-01"


def test_gallery_dl() -> None:
    one = read(SidecarHint.JSON, made.GALLERY_DL)["x"]
    assert one.form is SidecarForm.GALLERY_DL
    said = one.said
    assert (said.uploader, said.message) == ("Канал (kanal)", "1292512345678901234")
    assert said.uploaded == "2020-08-09T17:25:31+00:00"
    assert said.original_name == "EfB9oZJWsAAXXXX.jpg"


def test_json_of_an_unknown_program_is_shown_whole_and_says_nothing() -> None:
    one = read(SidecarHint.JSON, {"a": [1, {"b": None}]})["x"]
    assert (one.form, one.tree) == (SidecarForm.OTHER, {"a": [1, {"b": None}]})


def test_a_telegram_export_says_what_it_says_of_each_file() -> None:
    export = made.chat(
        {"id": 1, "type": "service", "date": "2020-08-09T10:00:00", "text": '"messages": ['},
        made.message(2, "video_files/a.mp4"),
        made.message(3, "video_files/b.mp4", date_unixtime=None, thumbnail="b.jpg"),
    )
    found = read(SidecarHint.TELEGRAM, export, "video_files/a.mp4", "video_files/b.mp4", "c.mp4")
    assert set(found) == {"video_files/a.mp4", "video_files/b.mp4"}
    said = found["video_files/a.mp4"].said
    assert (said.chat, said.message, said.uploader) == ("Чат (77)", "2", "Канал")
    assert (said.forwarded_from, said.description) == ("Другой канал", "Минск, сейчас")
    assert said.uploaded == "2020-08-09T17:14:03+00:00"
    assert said.edited == "2020-08-09T18:00:00+00:00"
    # Without the exact time there is the clock of whoever exported.
    assert found["video_files/b.mp4"].said.uploaded == "2020-08-09T20:14:03"
    assert found["video_files/a.mp4"].tree["message"]["from_id"] == "channel77"


def test_an_export_of_a_whole_account_says_which_chat() -> None:
    export = {
        "about": "Here is the data you requested.",
        "chats": {
            "list": [
                made.chat(made.message(1, "chats/chat_1/v.mp4"), name="Первый", number=1),
                made.chat(made.message(1, "chats/chat_2/v.mp4"), name="Второй", number=2),
            ]
        },
    }
    found = read(SidecarHint.TELEGRAM, export, "chats/chat_2/v.mp4", "chats/chat_1/v.mp4")
    assert found["chats/chat_1/v.mp4"].said.chat == "Первый (1)"
    assert found["chats/chat_2/v.mp4"].said.chat == "Второй (2)"


def test_what_came_before_the_end_of_a_cut_export_is_read() -> None:
    export = json.dumps(made.chat(made.message(1, "a.mp4"), made.message(2, "b.mp4")))
    reading = sidecars.read(
        io.BytesIO(export[:-60].encode()), SidecarHint.TELEGRAM, ["a.mp4", "b.mp4"]
    )
    assert next(reading)[0] == "a.mp4"
    with pytest.raises(MediaError) as broken:
        next(reading)
    assert broken.value.fault is MediaFault.DAMAGED


def test_a_large_export_is_read_in_one_pass() -> None:
    messages = [made.message(n, f"video_files/{n}.mp4") for n in range(20_000)]
    content = json.dumps(made.chat(*messages), ensure_ascii=False, indent=1).encode()
    began = time.process_time()
    found = read(SidecarHint.TELEGRAM, content, "video_files/19999.mp4", "video_files/0.mp4")
    assert len(found) == 2
    assert time.process_time() - began < 5


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_an_export_is_read_alike_in_pieces_of_any_size(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = [
        made.chat(*(made.message(n, f"c{c}/{n}.mp4") for n in range(9)), name="Чат", number=c)
        for c in range(3)
    ]
    content = json.dumps({"chats": {"list": chats}}, ensure_ascii=False, indent=1).encode()
    wanted = ["c0/0.mp4", "c1/8.mp4", "c2/4.mp4"]
    whole = read(SidecarHint.TELEGRAM, content, *wanted)
    assert set(whole) == set(wanted)
    monkeypatch.setattr(telegram, "PIECE_BYTES", size)
    assert read(SidecarHint.TELEGRAM, content, *wanted) == whole


class Endless(io.RawIOBase):
    """An export of many megabytes, made while it is read; its last message names the file."""

    def __init__(self, messages: int) -> None:
        super().__init__()
        head, _, self._tail = json.dumps(made.chat(made.message(1, "a.mp4"))).partition("[")
        self._rest = iter([head + "[", *([json.dumps({"text": "x" * 65_000}) + ","] * messages)])
        self._kept = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._kept) < size:
            piece = next(self._rest, self._tail)
            if piece is self._tail:
                self._tail = ""
            if not piece:
                break
            self._kept += piece.encode()
        given, self._kept = self._kept[:size], self._kept[size:]
        return given


def test_an_export_larger_than_memory_should_hold_is_read() -> None:
    tracemalloc.start()
    export = cast("BinaryIO", Endless(1700))  # 110 MB
    found = dict(sidecars.read(export, SidecarHint.TELEGRAM, ["a.mp4"]))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found["a.mp4"].said.message == "1"
    assert peak_bytes < 64 << 20


@pytest.mark.parametrize("form", ["csv", "page", "json"])
def test_auto_archiver(form: str) -> None:
    content: Any = {
        "csv": made.auto_archiver_csv("a1.mp4", "ab" * 32),
        "page": made.auto_archiver_page("a1.mp4"),
        "json": {
            "status": "success",
            "metadata": {"url": "https://t.me/kanal/1", "timestamp": "2020-08-09T17:14:03"},
            "media": [{"filename": "x/a1.mp4", "properties": {"hash": "SHA-256:" + "ab" * 32}}],
        },
    }[form]
    found = read(SidecarHint.ARCHIVE, content, "a1.mp4", "other.mp4")
    assert set(found) == {"a1.mp4"}
    said = found["a1.mp4"].said
    assert (said.url, said.uploaded) == ("https://t.me/kanal/1", "2020-08-09T17:14:03+00:00")
    assert said.sha256 == (None if form == "page" else "ab" * 32)
    if form == "page":
        assert said.title == "Канал & сын"


@pytest.mark.parametrize(
    "content",
    [
        *("<html><body>somebody's page with a1.mp4</body></html>", "a,b,c\n1,2,a1.mp4\n", "{", ""),
        '{"metadata": 1, "media": [{"filename": "a1.mp4"}]}',
        "status,metadata,media\nx,\"__import__('os').system('touch x')\",\"[]\"\n",
    ],
)
def test_what_other_programs_left_in_a_folder_says_nothing(content: str) -> None:
    assert read(SidecarHint.ARCHIVE, content, "a1.mp4") == {}


def test_wacz(tmp_path: Path) -> None:
    packed = made.write_wacz(tmp_path / "p.wacz").read_bytes()
    said = read(SidecarHint.WACZ, packed)["x"].said
    assert (said.url, said.title) == ("https://vk.com/wall-1_2", "Стена")
    assert said.archived == "2024-01-02T03:04:00+00:00"
    with zipfile.ZipFile(tmp_path / "p.wacz") as package:
        listed = package.read("pages/pages.jsonl")
    assert read(SidecarHint.PAGES, listed)["x"].said.title == "Главная"


def test_a_member_of_a_package_is_read_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("datapackage.json", b" " * (512 << 20))
    with pytest.raises(MediaError) as broken:
        read(SidecarHint.WACZ, path.read_bytes())
    assert broken.value.fault is MediaFault.DAMAGED


def test_xmp(media_dir: Path) -> None:
    packet = (media_dir / "immich-test-assets/metadata/xmp/dates/2000.xmp").read_bytes()
    one = read(SidecarHint.XMP, packet)["x"]
    assert one.form is SidecarForm.XMP
    assert one.fault is None
    assert (one.said.captured or "").startswith("2000-09-27")
    assert (one.said.software or "").startswith("Adobe Photoshop Lightroom")


def test_every_xmp_sidecar_that_there_is_can_be_read(media_dir: Path) -> None:
    packets = sorted(media_dir.rglob("*.xmp"))
    assert len(packets) > 10
    broken = {"XMP2.xmp"}  # made for a reader that takes what is no XML
    for path in packets:
        if path.name in broken:
            with pytest.raises(MediaError):
                read(SidecarHint.XMP, path.read_bytes())
        else:
            assert read(SidecarHint.XMP, path.read_bytes())["x"].tree, path.name


def test_entities_of_xml_are_refused() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>'
    )
    with pytest.raises(MediaError):
        read(SidecarHint.XMP, bomb)


def test_a_tree_is_kept_to_a_bound_and_says_how_much_is_not() -> None:
    one = read(SidecarHint.JSON, {"webpage_url": "x", "list": list(range(2 * MAX_VALUES))})["x"]
    assert one.left_out == 2 * MAX_VALUES - (len(one.tree["list"]))
    assert len(json.dumps(one.tree)) < 200_000
    deep: Any = 1
    for _ in range(3 * MAX_DEPTH):
        deep = [deep]
    assert read(SidecarHint.JSON, deep)["x"].left_out == 1


@pytest.mark.parametrize(
    "content",
    [
        *(b"[" * 200_000, b'{"a":' * 100_000, b"\xff\xfe\x00", b"", b"nul", b'{"a": 1e999}'),
        *(b'{"webpage_url": "\\ud800", "timestamp": 1e300}', b'{"extractor": 1' + b"0" * 5000),
        b'{"title": 1, "photoTakenTime": {"timestamp": "-9999999999999999"}}',
    ],
)
def test_broken_json_is_a_fault_or_is_read_and_never_more(content: bytes) -> None:
    try:
        found = read(SidecarHint.JSON, content)
    except MediaError:
        return
    assert "\ud800" not in str(found)


@pytest.mark.parametrize("hint", SidecarHint)
def test_changed_bytes_never_break_the_reader(hint: SidecarHint, tmp_path: Path) -> None:
    """Two hundred mutants of each form end in a fault, or in what can be stored."""
    sources: dict[SidecarHint, bytes] = {
        SidecarHint.XMP: b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org'
        b'/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
        b'dc:source="http://a.b"/></rdf:RDF></x:xmpmeta>',
        SidecarHint.JSON: json.dumps(made.TAKEOUT).encode(),
        SidecarHint.TELEGRAM: json.dumps(made.chat(made.message(1, "x"))).encode(),
        SidecarHint.ARCHIVE: made.auto_archiver_csv("x", "ab" * 32).encode(),
        SidecarHint.WACZ: made.write_wacz(tmp_path / "p.wacz").read_bytes(),
        SidecarHint.PAGES: b'{"url": "http://a", "ts": "2024-01-02T03:03:00Z"}\n{"url": 1}\n',
    }
    chance = random.Random(hint.value)
    for _ in range(200):
        content = bytearray(sources[hint])
        for _change in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.choice(b'{}[]":,\\<>&\x00\xff019ef-')
        with_fault = bytes(content[: chance.randint(1, len(content))])
        try:
            read(hint, with_fault)
        except MediaError:
            continue
