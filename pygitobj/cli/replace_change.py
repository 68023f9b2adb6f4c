"""What `replace` changes, by the way that its options ask for."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.replace_edit import edit_and_replace
from pygitobj.cli.replace_write import (
    ERROR_EXIT,
    NotReplacedError,
    Replacing,
    convert_grafts,
    delete,
    graft,
    replace,
)
from pygitobj.cli.session import warn


def change(replacing: Replacing, way: str, arguments: Sequence[str]) -> int:
    """Do what the option `way` asks for, "" for none; gives the exit code."""
    if way == "delete":
        return delete(replacing, arguments)
    if way == "convert-graft-file":
        return convert_grafts(replacing)
    try:
        if way == "graft":
            graft(replacing, arguments)
        elif way == "edit":
            edit_and_replace(replacing, arguments[0])
        else:
            replace(replacing, *arguments)
    except NotReplacedError as error:
        warn(f"error: {error}")
        return ERROR_EXIT
    return 0
