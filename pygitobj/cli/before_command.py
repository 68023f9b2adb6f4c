"""What options before a command make of it: where it works, and the settings that it is given.

They are click's to parse (root.py), which says what is wrong with them and shows their help. Where there are only the
usual ones, each a word by itself, they are read here: click takes longer to load than most commands to run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.cli.commands import COMMANDS
from pygitobj.cli.session import Session, change_directory, parse_environment_override, parse_override
from pygitobj.record import Record

BARE, NO_REPLACE = "--bare", "--no-replace-objects"
# Options whose value is the next word, or, if they have two dashes, the rest of theirs.
WITH_VALUES = ("-C", "-c", "--git-dir", "--work-tree")


class Before(Record):
    """The options before a command, as they were given."""

    directories: Sequence[str] = ()
    settings: Sequence[str] = ()
    from_environment: Sequence[str] = ()
    git_dir: str | None = None
    work_tree: str | None = None
    bare: bool = False
    no_replace_objects: bool = False
    shallow_file: str | None = None
    attr_source: str | None = None
    pathspecs: Sequence[str] = ()


def usual_options(words: Sequence[str]) -> tuple[Before, int] | None:
    """The options that `words` start with, and where the command is; None where these are not only the usual ones."""
    values: dict[str, list[str]] = {name: [] for name in WITH_VALUES}
    flags = set()
    at = 0
    while at < len(words) and words[at] not in COMMANDS:
        name, is_joined, value = words[at].partition("=")
        at += 1
        if name in (BARE, NO_REPLACE) and not is_joined:
            flags.add(name)
            continue
        if name not in WITH_VALUES or (is_joined and not name.startswith("--")):
            return None
        if not is_joined:
            if at == len(words):
                return None
            value = words[at]
            at += 1
        values[name].append(value)
    if at == len(words):
        return None
    last = {name: given[-1] if given else None for name, given in values.items()}
    before = Before(
        directories=values["-C"],
        settings=values["-c"],
        git_dir=last["--git-dir"],
        work_tree=last["--work-tree"],
        bare=BARE in flags,
        no_replace_objects=NO_REPLACE in flags,
    )
    return before, at


def session_after(before: Before) -> Session:
    """What a command gets after these options. Raises GitObjectError, UsageError for values that cannot be."""
    for directory in before.directories:
        change_directory(directory)
    if before.bare:
        # As in git it only says where, and that nothing follows from it: core.bare still decides.
        os.environ.setdefault("GIT_DIR", os.getcwd())
        os.environ["GIT_IMPLICIT_WORK_TREE"] = "0"
    for kind in before.pathspecs:
        os.environ[f"GIT_{kind}_PATHSPECS"] = "1"
    overrides = [parse_override(text) for text in before.settings]
    overrides += [parse_environment_override(text) for text in before.from_environment]
    return Session(
        before.git_dir,
        before.work_tree,
        before.bare,
        overrides,
        not before.no_replace_objects,
        before.shallow_file,
        before.attr_source,
    )
