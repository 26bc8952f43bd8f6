"""The command line itself: which verbs there are, and how it ends.

A module of verbs is imported when one of its verbs is used; the words for `--help` are kept here.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import click

import workbench
from workbench import i18n, settings
from workbench.cli.ending import FAILED, INTERRUPTED
from workbench.i18n import _
from workbench.records.errors import MediaError, Refusal, RefusalCode

log = logging.getLogger(__name__)


class Verb(NamedTuple):
    """Where a verb, or a group of verbs, is found, and what it does."""

    module: str
    attribute: str
    does: Callable[[], str]


VERBS = {
    "case": Verb("case", "case", lambda: _("Make, look at and check cases.")),
    "item": Verb("item", "item", lambda: _("Add footage to a case, list it, look at it.")),
    "inspect": Verb("inspect", "inspect", lambda: _("Metadata and structure of files.")),
    "origin": Verb(
        "origin",
        "origin",
        lambda: _("Structures of files of known origin: collect, compare."),
    ),
    "frames": Verb("frames", "frames", lambda: _("List and extract frames, exact to the pixel.")),
    "shots": Verb("measure", "shots", lambda: _("The shots of a clip.")),
    "fingerprint": Verb("measure", "fingerprint", lambda: _("Perceptual fingerprints of files.")),
    "run": Verb("run", "run", lambda: _("Run instruments on items.")),
    "library": Verb(
        "library_exchange", "library", lambda: _("Known footage: collect it, search in it.")
    ),
    "match": Verb("match", "match", lambda: _("Find the same footage, and judge what was found.")),
    "annotate": Verb("annotate", "annotate", lambda: _("Mark frames, places in them, and times.")),
    "adjust": Verb(
        "adjust", "adjust", lambda: _("Adjustments for looking closely, kept under names.")
    ),
    "claim": Verb("claim", "claim", lambda: _("What is said of footage, and the five questions.")),
    "finding": Verb("finding", "finding", lambda: _("What was established, with its exhibits.")),
    "dossier": Verb("dossier", "dossier", lambda: _("Write and check dossiers.")),
    "undo": Verb("history", "undo", lambda: _("Take back the latest edit of a case.")),
    "redo": Verb("history", "redo", lambda: _("Make the edit again that was taken back last.")),
    "log": Verb("history", "log", lambda: _("The custody log of a case.")),
    "sample": Verb("sample", "sample", lambda: _("Make the sample case, from import to dossier.")),
}


class Program(click.Group):
    """All verbs, none of them imported before it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        module = importlib.import_module(f"workbench.cli.{verb.module}")
        command = getattr(module, verb.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, verb.does()) for name, verb in VERBS.items()])


def program() -> Program:
    """The whole command line, in the language that was chosen."""
    one = Program(
        "workbench",
        help=_("Verify footage, offline. Without a verb, or with a CASE alone, the window opens."),
        epilog=_(
            "Exit codes: 0 done; 1 refused or failed; 2 wrong usage; 3 done in part. With --json "
            "one JSON document goes to standard output."
        ),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
    )
    version = click.version_option(
        workbench.__version__, prog_name="Footage Verification Workbench"
    )
    return version(one)


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; returns the exit code and raises nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    i18n.choose(settings.load().language)
    try:
        code = program().main(arguments, prog_name="workbench", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; nor can the interpreter flush it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        _say(_("Cancelled. What was finished is kept."))
        return INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (Refusal, MediaError) as error:
        from workbench.i18n.sentences import sentence

        _say(sentence(error))
        return FAILED
    except Exception as bug:
        # One of the three places: a bug of ours ends the verb, with what its mending needs.
        log.exception("workbench")
        _say(_bug(bug))
        return FAILED
    return code if isinstance(code, int) else 0


def _bug(bug: Exception) -> str:
    from workbench.i18n.sentences import sentence

    facts = {"path": " ".join(sys.argv[1:3]), "detail": f"{type(bug).__name__}: {bug}"}
    return sentence(Refusal(RefusalCode.BUG, **facts))


def _say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        click.echo(text, err=True)
