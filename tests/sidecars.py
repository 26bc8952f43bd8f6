"""Sidecars in the forms that their programs write, made for the tests: nobody real is in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

TAKEOUT: dict[str, Any] = {
    "title": "still.png",
    "description": "Мост",
    "imageViews": "3",
    "creationTime": {"timestamp": "1596993243", "formatted": "9 авг. 2020 г., 17:14:03 UTC"},
    "photoTakenTime": {"timestamp": "1596989643", "formatted": "9 авг. 2020 г., 16:14:03 UTC"},
    "geoData": {"latitude": 53.9045, "longitude": 27.5615, "altitude": 0.0},
    "geoDataExif": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
    "url": "https://photos.google.com/photo/AF1Qip0",
    "googlePhotosOrigin": {"mobileUpload": {"deviceType": "ANDROID_PHONE"}},
}
YT_DLP: dict[str, Any] = {
    "id": "AAAAAAAAAAA",
    "title": "Немига",
    "description": "9 августа",
    "uploader": "Канал",
    "uploader_id": "@kanal",
    "channel": "Канал",
    "webpage_url": "https://www.youtube.com/watch?v=AAAAAAAAAAA",
    "upload_date": "20200809",
    "timestamp": 1596993243,
    "duration": 4.0,
    "extractor": "youtube",
    "extractor_key": "Youtube",
    "epoch": 1700000000,
    "formats": [{"format_id": str(n), "url": "https://example.org/"} for n in range(40)],
    "_version": {"version": "2024.08.06", "repository": "yt-dlp/yt-dlp"},
}
GALLERY_DL: dict[str, Any] = {
    "category": "twitter",
    "subcategory": "tweet",
    "tweet_id": 1292512345678901234,
    "author": {"name": "kanal", "nick": "Канал", "id": 77},
    "content": "9 августа",
    "date": "2020-08-09 17:25:31",
    "filename": "EfB9oZJWsAAXXXX",
    "extension": "jpg",
    "width": 1280,
    "height": 720,
}


def message(number: int, file: str, **more: Any) -> dict[str, Any]:
    """A message of a Telegram export."""
    return {
        "id": number,
        "type": "message",
        "date": "2020-08-09T20:14:03",
        "date_unixtime": "1596993243",
        "edited": "2020-08-09T21:00:00",
        "edited_unixtime": "1596996000",
        "from": "Канал",
        "from_id": "channel77",
        "forwarded_from": "Другой канал",
        "file": file,
        "file_name": "IMG_0001.MOV",
        "media_type": "video_file",
        "text": ["Минск, ", {"type": "bold", "text": "сейчас"}],
        **more,
    }


def chat(*messages: dict[str, Any], name: str = "Чат", number: int = 77) -> dict[str, Any]:
    return {"name": name, "type": "public_channel", "id": number, "messages": list(messages)}


def auto_archiver_csv(name: str, sha256: str) -> str:
    """A row as `csv_db` writes it: dictionaries as Python writes them."""
    metadata = (
        "{'_processed_at': datetime.datetime(2024, 4, 5, 6, 7, 8, 9, "
        "tzinfo=datetime.timezone.utc), 'url': 'https://t.me/kanal/1', 'timestamp': "
        "datetime.datetime(2020, 8, 9, 17, 14, 3, tzinfo=datetime.timezone.utc), "
        "'title': 'Канал', 'content': \"it's 9 августа\"}"
    )
    media = (
        f"[{{'filename': '/tmp/x/{name}', 'key': 'kanal/{name}', 'urls': [], 'properties': "
        f"{{'hash': 'SHA-256:{sha256}'}}, '_mimetype': 'video/mp4'}}]"
    )
    quoted = [f'"{value.replace(chr(34), chr(34) * 2)}"' for value in (metadata, media)]
    return f"status,metadata,media\ntelegram_archiver: success,{quoted[0]},{quoted[1]}\n"


def auto_archiver_page(name: str) -> str:
    """What matters of the page that `html_formatter` writes."""
    return (
        "<!DOCTYPE html><html><head><title>https://t.me/kanal/1</title></head><body>"
        '<h2>Archived media for <span class="copy">https://t.me/kanal/1</span></h2>'
        '<table class="content"><tr><td>about</td><td><video src="./'
        f'{name}"></video></td></tr></table><table class="metadata"><tr><th>key</th><th>value</th>'
        "</tr><tr><td>timestamp</td><td>2020-08-09 17:14:03+00:00</td></tr>"
        "<tr><td>title</td><td>Канал &amp; сын</td></tr></table>"
        '<p>Made with <a href="https://github.com/bellingcat/auto-archiver">'
        "bellingcat/auto-archiver</a></p></body></html>"
    )


def write_json(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return path


def write_wacz(path: Path) -> Path:
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "Webrecorder ArchiveWeb.page 0.10",
        "created": "2024-01-02T03:04:05Z",
        "mainPageUrl": "https://vk.com/wall-1_2",
        "mainPageDate": "2024-01-02T03:04:00Z",
        "resources": [],
    }
    pages = (
        '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n'
        '{"id": "1", "url": "https://vk.com/", "title": "Главная", "ts": "2024-01-02T03:03:00Z"}\n'
        '{"id": "2", "url": "https://vk.com/wall-1_2", "title": "Стена"}\n'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("datapackage.json", json.dumps(package))
        file.writestr("pages/pages.jsonl", pages)
    return path
