"""A dossier's page, read back as a browser would: what it runs, loads, links to and says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ALLOWED_TAGS = frozenset(
    "html head meta title style body nav main header section article p ol ul li a h1 h2 h3 h4 dl "
    "dt dd span strong code pre br blockquote table thead tbody tr th td figure figcaption div img "
    "svg circle polygon rect path text details summary".split()
)
LOADING = frozenset("src href srcset data action formaction poster xlink:href background".split())


class PageReader(HTMLParser):
    """Collects what could do harm, and the words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.foreign: list[str] = []
        self.words: list[str] = []
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.pictures = 0
        self._in_style = False
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag not in ALLOWED_TAGS:
            self.foreign.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name == "style":
            self.foreign.append(f"{tag} {name}={value}")
        if name == "id":
            self.anchors.add(value)
        if name in LOADING:
            if tag == "img" and re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=]+", value):
                self.pictures += 1
            elif tag == "a" and re.fullmatch(r"#[a-z]+(-[0-9]+)?", value):
                self.links.append(value[1:])
            else:
                self.foreign.append(f"{tag} {name}={value[:80]}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.words.append(data)
