"""The time in a file name is what its writer means by it, and no more certain than that."""

from __future__ import annotations

import pytest

from workbench.provenance.names import NameTime, time_in
from workbench.records.provenance import Strength

DATED = [
    # Telegram: downloading; in an export: the message.
    ("video_2020-08-09_21-14-03.mp4", "Telegram Desktop", "downloaded", "2020-08-09T21:14:03"),
    ("photo_2020-08-09_21-14-03 (2).jpg", "Telegram Desktop", "downloaded", "2020-08-09T21:14:03"),
    ("photo_1@09-08-2020_21-14-03.jpg", "Telegram export", "posted", "2020-08-09T21:14:03"),
    # WhatsApp: the day received; on the web: saving; a chat exported on an iPhone.
    ("VID-20200809-WA0007.mp4", "WhatsApp", "received", "2020-08-09"),
    ("WhatsApp Image 2020-08-09 at 21.14.03.jpeg", "WhatsApp", "saved", "2020-08-09T21:14:03"),
    ("WhatsApp Video 2020-08-09 at 9.14.03 PM.mp4", "WhatsApp", "saved", "2020-08-09T21:14:03"),
    ("00000012-VIDEO-2020-08-09-21-14-03.mp4", "WhatsApp", "received", "2020-08-09T21:14:03"),
    # Signal: saving.
    ("signal-2020-08-09-21-14-03-123.jpg", "Signal", "saved", "2020-08-09T21:14:03"),
    ("signal-2026-05-23-164190.jpeg", "Signal", "saved", "2026-05-23"),
    ("viber_image_2020-08-09_21-14-03-123.jpg", "Viber", "received", "2020-08-09T21:14:03"),
    ("viber image 2020-08-09 21-14-03.jpg", "Viber", "saved", "2020-08-09T21:14:03"),
    ("FB_IMG_1596996843000.jpg", "Facebook", "saved", "2020-08-09T18:14:03+00:00"),
    (
        *("2020-08-09_0a1b2c3d-0000-4000-8000-0123456789ab-main.mp4", "Snapchat", "saved"),
        "2020-08-09",
    ),
    # Cameras, in local time; Pixels in UTC.
    ("IMG_20200809_211403.jpg", "Android", "captured", "2020-08-09T21:14:03"),
    ("MVIMG_20200809_211403.jpg", "Android", "captured", "2020-08-09T21:14:03"),
    ("PXL_20200809_181403123.mp4", "Pixel", "captured", "2020-08-09T18:14:03+00:00"),
    ("20200809_211403.mp4", "Samsung", "captured", "2020-08-09T21:14:03"),
    ("20200809_211403(0).mp4", "Samsung", "captured", "2020-08-09T21:14:03"),
    ("DJI_20200809211403_0001_D.MP4", "DJI", "captured", "2020-08-09T21:14:03"),
    ("WP_20200809_21_14_03_Pro.mp4", "Windows Phone", "captured", "2020-08-09"),
    # Screens.
    ("Screenshot_20200809-211403_Telegram.jpg", "screenshot", "captured", "2020-08-09T21:14:03"),
    ("Screenrecorder-2020-08-09-21-14-03-123.mp4", "screenshot", "captured", "2020-08-09T21:14:03"),
    ("Screen_Recording_20200809-211403.mp4", "screenshot", "captured", "2020-08-09T21:14:03"),
    ("Screen Shot 2020-08-09 at 9.14.03 PM.png", "screenshot", "captured", "2020-08-09T21:14:03"),
    ("Снимок экрана 2020-08-09 в 21.14.03.png", "screenshot", "captured", "2020-08-09T21:14:03"),
    ("RPReplay_Final1596996843.MP4", "iPhone screen", "captured", "2020-08-09T18:14:03+00:00"),
    # Numbers of posts with the time inside.
    ("1292512345678901234.mp4", "X", "posted", "2020-08-09T17:25:31+00:00"),
    ("EfB9oZJWsAAXXXX.jpg", "X", "posted", "2020-08-10T03:56:51+00:00"),
    ("EfB9oZJWsAAXXXX-orig.jpg", "X", "posted", "2020-08-10T03:56:51+00:00"),
    ("title [6859012345678901234].mp4", "TikTok", "posted", "2020-08-09T15:50:59+00:00"),
    ("ssstik.io_1596996843000.mp4", "ssstik", "downloaded", "2020-08-09T18:14:03+00:00"),
    ("Video by nexta [CDqH3jzBQ2b].mp4", "Instagram", "posted", "2020-08-09T06:16:30+00:00"),
    ("instagram_2371000000000000000_1.jpg", "Instagram", "posted", "2020-08-08T05:40:47+00:00"),
    ("mmexport1596996843000.jpg", "WeChat", "saved", "2020-08-09T18:14:03+00:00"),
    ("Minsk 2020-08-09.mp4", "", "unknown", "2020-08-09"),
]


@pytest.mark.parametrize(("name", "writer", "meaning", "at"), DATED)
def test_the_time_in_a_name_is_what_its_writer_means_by_it(
    name: str, writer: str, meaning: str, at: str
) -> None:
    found = time_in(name)
    assert found is not None
    assert (found.writer, found.meaning, found.text) == (writer, NameTime(meaning), at)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        # The first public post, https://x.com/jack/status/20, is older than such numbers; this is
        # the example of the documentation of Twitter's API, created 2018-10-10T20:19:24Z.
        ("1050118621198921728.mp4", "2018-10-10T20:19:24+00:00"),
        # Of the same documentation: created 2020-02-14T19:00:55Z.
        ("1228393702244134912.jpg", "2020-02-14T19:00:55+00:00"),
    ],
)
def test_numbers_of_posts_give_the_times_that_their_site_states(name: str, at: str) -> None:
    found = time_in(name)
    assert found is not None
    assert found.text == at


@pytest.mark.parametrize(
    "name",
    [
        *("clip.mp4", "IMG_1054.JPG", "20209999_999999.mp4", "4_5888532345678901234.mp4"),
        *("ConferenceVideo.mp4", "dQw4w9WgXcQ.mp4", "title [dQw4w9WgXcQ].mp4", "DSC_0001.JPG"),
        *("Snapchat-123456789.jpg", "received_1234567890123.jpeg", "IMG_E1234.HEIC"),
        *("116357493_10158765432109876_1234567890123456789012_n.jpg", "Screenshot (12).png"),
    ],
)
def test_a_name_without_a_time_gives_none(name: str) -> None:
    assert time_in(name) is None


def test_what_anybody_could_have_named_so_is_a_weak_sign() -> None:
    strengths = {name: time_in(name) for name in ("a 2020-08-09.mp4", "IMG_20200809_211403.jpg")}
    assert [one.strength for one in strengths.values() if one] == [Strength.WEAK, Strength.MODERATE]
