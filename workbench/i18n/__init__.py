"""Translation of all text for people, shared by the window, the command line and the dossier."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from workbench import resources

LANGUAGES = {"en": "English", "ru": "Русский", "be": "Беларуская", "uk": "Українська"}
"""Languages that the program speaks, each in its own name."""

_current: gettext.NullTranslations = gettext.NullTranslations()
_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)


def choose(language: str | None = None) -> str:
    """Speak `language`, or the system's where it is None; returns the one that was chosen."""
    global _current
    wanted = language or system_language()
    chosen = wanted if wanted in LANGUAGES else "en"
    _current = translations(chosen)
    return chosen


def system_language() -> str:
    """Two letters of the system's language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value[:2].lower()
    return (locale.getlocale()[0] or "en")[:2].lower()


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of one language; English, which is in the code, for an unknown one."""
    return gettext.translation(
        "workbench", resources.path("translations"), languages=[language], fallback=True
    )


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, in this thread, every sentence is in `language`: a dossier has its own."""
    token = _spoken.set(translations(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str) -> str:
    """The sentence in the language of the user."""
    return (_spoken.get() or _current).gettext(message)


def of_resource(message: str) -> str:
    """As `_`, for a sentence that stands in a file of resources and not in the code."""
    return _(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for a count, in the language of the user."""
    return (_spoken.get() or _current).ngettext(one, many, n)
