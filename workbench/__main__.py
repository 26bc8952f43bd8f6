"""Window, command line or child; imports only the one that is asked for."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import PurePath


def main() -> int:
    """No argument, or nothing but paths, opens the window."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--child"]:
        from workbench.child.zygote import main as child

        return child(arguments[1:])
    if all(_is_path(argument) for argument in arguments):
        # Nothing that is imported and made for a window can be freed before it ends: looking for
        # it would take a tenth of the start. Afterwards `gui.garbage` does it.
        gc.disable()
        from workbench.gui.app import main as window

        return window(arguments)
    from workbench.cli.main import main as command_line

    return command_line(arguments)


def _is_path(argument: str) -> bool:
    """No verb of the command line has a suffix or a separator."""
    if argument.startswith("-"):
        return False
    return os.sep in argument or bool(PurePath(argument).suffix)


if __name__ == "__main__":
    sys.exit(main())
