"""What a user can do in the window, a script can do here, by the same method."""

from __future__ import annotations

import ast
from pathlib import Path

import click
import pytest

from workbench.cli import main
from workbench.session import Desk, Session

CLI = Path(main.__file__).parent

LOOKING = "a picture, for the eye"
INSIDE = "part of another verb, or of opening and closing"

METHODS: dict[str, str | tuple[str, ...]] = {
    # Desk
    "new_case": ("case new",),
    "verify_case": ("case verify",),
    "inspect": ("inspect",),
    "known_structures": ("origin list",),
    "compare_structure": ("origin compare",),
    "remember_structure": ("origin add",),
    "frame_table": ("frames list",),
    "table_difference": ("item show",),
    "shots": ("shots",),
    "fingerprints": ("fingerprint",),
    "new_library": ("library new",),
    "library_add": ("library add",),
    "library_match": ("library match",),
    "library_resume": ("library resume",),
    "library_import": ("library import",),
    "library_export": ("library export",),
    "library_share": ("library share",),
    "verify_dossier": ("dossier verify",),
    "make_sample": ("sample",),
    "instruments": ("run instruments",),
    "open_case": INSIDE,
    "open_library": INSIDE,
    "request": INSIDE,
    "survey": INSIDE,
    "close": INSIDE,
    "remember_library": "`--library` says which",
    "libraries": "`--library` says which",
    "reference_poster": LOOKING,
    "change_settings": "the settings file is for scripts to write",
    # Session
    "add_items": ("item add",),
    "match_added": "by itself, in the window; a script says `item add --match`",
    "match_grown": "by itself, in the window; a script asks `match find` again",
    "frame_pairs": ("match pairs",),
    "lineages": ("match lineage",),
    "outdated_items": ("match find",),
    "footage": INSIDE,
    "match": ("match list",),
    "reference_aspect": LOOKING,
    "unfold": ("item unfold",),
    "inner_clip": "part of `item unfold`",
    "item_ids": ("item list",),
    "card": ("item list",),
    "item": ("item show",),
    "item_named": ("item show",),
    "metadata": ("item show",),
    "sidecars": "part of the testimony",
    "said_source": "part of the testimony",
    "testimony": ("item show",),
    "file_table": ("item table",),
    "compare_files": ("item compare",),
    "positions": ("item positions",),
    "embedded_picture": LOOKING,
    "facts": "part of the testimony",
    "original_bytes": "for the eye; a script reads the original itself",
    "structure": "part of the facts",
    "edit_sheet": ("item edit",),
    "edit_source": ("item source",),
    "source": ("item source", "item show"),
    "start_runs": ("run start",),
    "measure_again": ("run again",),
    "resume_unfinished": ("run resume",),
    "unfinished": ("case show",),
    "runs": ("run list",),
    "interrupted": ("case show",),
    "extract": ("frames extract",),
    "start_extracting": INSIDE,
    "start_collecting": INSIDE,
    "start_resuming": INSIDE,
    "start_importing": INSIDE,
    "start_exporting": INSIDE,
    "start_sharing": INSIDE,
    "copy_frame": ("frames extract",),
    "start_sheet": INSIDE,
    "write_sheet": ("frames sheet",),
    "frames": ("item show",),
    "frame_file": ("frames extract",),
    "citation": ("frames extract",),
    "open_citation": ("frames open",),
    "item_cited": "part of `frames open`",
    "find_matches": ("match find",),
    "searches": ("item show",),
    "matches": ("match list",),
    "decision": ("match list",),
    "decide": ("match decide",),
    "span": ("annotate add",),
    "annotations": ("annotate list",),
    "annotation": ("annotate edit",),
    "add_annotation": ("annotate add",),
    "edit_annotation": ("annotate edit",),
    "remove_annotation": ("annotate remove",),
    "stacks": ("adjust list",),
    "stack_named": ("adjust show", "frames extract"),
    "save_stack": ("adjust save",),
    "remove_stack": ("adjust remove",),
    "claims": ("claim list",),
    "claim": ("claim edit",),
    "add_claim": ("claim add",),
    "edit_claim": ("claim edit",),
    "answer": ("claim answer",),
    "remove_claim": ("claim remove",),
    "findings": ("finding list",),
    "finding": ("finding edit",),
    "add_finding": ("finding add",),
    "edit_finding": ("finding edit",),
    "remove_finding": ("finding remove",),
    "undo": ("undo",),
    "redo": ("redo",),
    "undo_label": ("case show",),
    "redo_label": ("case show",),
    "custody": ("log",),
    "write_dossier": ("dossier write",),
    "case": ("case show",),
    "edit_title": ("case edit",),
    "why_read_only": ("case show",),
    "holder": ("case show",),
    "dossier": "the same, on the screen, as `dossier write` writes",
    "sheet": "part of `card`",
    "start_matching": "`find_matches` without waiting",
    "original_file": INSIDE,
    "path": INSIDE,
    "read_only": INSIDE,
    "observe": INSIDE,
    "poster": LOOKING,
    "credential_pictures": LOOKING,
    "strip": LOOKING,
    "envelope": LOOKING,
    "player": LOOKING,
    "known_player": LOOKING,
    "known_file": INSIDE,
    "item_of": INSIDE,
    "import_requests": INSIDE,
}


def _public() -> set[str]:
    return {name for one in (Desk, Session) for name in dir(one) if not name.startswith("_")}


def test_every_method_has_a_verb_or_a_reason() -> None:
    assert _public() == set(METHODS)


def _command(verb: str) -> click.Command | None:
    first, _space, second = verb.partition(" ")
    program = main.program()
    found = program.get_command(click.Context(program), first)
    if not second:
        return found
    assert isinstance(found, click.Group)
    return found.get_command(click.Context(found), second)


@pytest.mark.parametrize("method", [m for m, verbs in METHODS.items() if isinstance(verbs, tuple)])
def test_the_verb_is_there_and_calls_the_method(method: str) -> None:
    called = {
        node.attr
        for path in CLI.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert method in called
    assert all(_command(verb) is not None for verb in METHODS[method])


def _commands(group: click.Group, words: str = "") -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None
        if isinstance(one, click.Group):
            found += _commands(one, f"{words}{name} ")
        else:
            found.append((words + name, one))
    return found


@pytest.mark.parametrize(("verb", "command"), _commands(main.program()))
def test_every_verb_has_json_and_help(verb: str, command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--json" in options, verb
    assert command.help
