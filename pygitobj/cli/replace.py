"""`replace`: what is read in the place of other objects, shown, made and taken away.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.cli.named import type_shown
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Options, Spec, parse_options, refuse
from pygitobj.cli.session import Session, warn
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId
from pygitobj.refs.replace import DEFAULT_BASE
from pygitobj.repository.repository import Repository

LIST = Option("mode", "mode", "list replace refs", short="l", long="list")
DELETE = Option("mode", "mode", "delete replace refs", short="d", long="delete")
EDIT = Option("mode", "mode", "edit existing object", short="e", long="edit")
GRAFT = Option("mode", "mode", "change a commit's parents", short="g", long="graft")
CONVERT = Option("mode", "mode", "convert existing graft file", long="convert-graft-file")
SPEC = Spec(
    usage=(
        "git replace [-f] <object> <replacement>",
        "git replace [-f] --edit <object>",
        "git replace [-f] --graft <commit> [<parent>...]",
        "git replace [-f] --convert-graft-file",
        "git replace -d <object>...",
        "git replace [--format=<format>] [-l [<pattern>]]",
    ),
    options=(
        LIST,
        DELETE,
        EDIT,
        GRAFT,
        CONVERT,
        Option("force", "flag", "replace the ref if it exists", short="f", long="force"),
        Option("raw", "flag", "do not pretty-print contents for --edit", long="raw"),
        Option("format", "value", "use this format", long="format", argument="<format>"),
    ),
)
# What git ends with where it says -1.
ERROR_EXIT = 255
FORMATS = ("", "short", "medium", "long")
MANY = 1 << 62
# How many arguments each way takes, and what is said where there are others.
ARGUMENTS = {
    "": (2, 2, "bad number of arguments"),
    "list": (0, 1, "only one pattern can be given with -l"),
    "delete": (1, MANY, "-d needs at least one argument"),
    "edit": (1, 1, "-e needs exactly one argument"),
    "graft": (1, MANY, "-g needs at least one argument"),
    "convert-graft-file": (0, 0, "--convert-graft-file takes no argument"),
}


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given, arguments = parsed.options, parsed.arguments
    mode = given.mode("mode") or (None if arguments else LIST)
    require_sense(given, mode, arguments)
    with session._replace(replace=False).open_repository() as repository:
        base = base_of(repository)
        if mode is LIST:
            return print_replacements(repository, base, arguments[0] if arguments else "*", given.text("format") or "")
        from pygitobj.cli.replace_change import change
        from pygitobj.cli.replace_write import Replacing  # whoever only looks needs no transactions

        replacing = Replacing(repository, base, given.flag("force"), given.flag("raw"))
        return change(replacing, "" if mode is None else mode.long, arguments)


def base_of(repository: Repository) -> str:
    """What names of replace refs begin with."""
    base = repository.environ.get("GIT_REPLACE_REF_BASE", DEFAULT_BASE)
    return base if base.endswith("/") else f"{base}/"


def require_sense(given: Options, mode: Option | None, arguments: Sequence[str]) -> None:
    """Raises UsageError for options that do not go together; without a mode an object is replaced."""
    if given.text("format") is not None and mode is not LIST:
        raise refuse(SPEC, "--format cannot be used when not listing")
    if given.flag("force") and mode in (LIST, DELETE):
        raise refuse(SPEC, "-f only makes sense when writing a replacement")
    if given.flag("raw") and mode is not EDIT:
        raise refuse(SPEC, "--raw only makes sense with --edit")
    least, most, message = ARGUMENTS["" if mode is None else mode.long]
    if not least <= len(arguments) <= most:
        raise refuse(SPEC, message)


def print_replacements(repository: Repository, base: str, pattern: str, form: str) -> int:
    """Print the replace refs, whose names begin with `base`, that match `pattern`; gives the exit code."""
    if form not in FORMATS:
        warn(f"error: invalid replace format '{form}'\nvalid formats are 'short', 'medium' and 'long'")
        return ERROR_EXIT
    out = Output()
    for ref in repository.ref_store.listed(base):
        name = ref.name.removeprefix(base)
        shown = os.fsencode(name)
        if not wildmatch(os.fsencode(pattern), shown, across=True):
            continue
        oid = ObjectId(repository.format.null_id) if ref.id is None else ref.id
        line = shown
        if form == "medium":
            line += f" -> {oid}".encode()
        elif form == "long":
            replaced = repository.lookup(name).id
            if replaced is None:
                out.flush()
                warn(f"error: failed to resolve '{name}' as a valid ref")
                break
            line += f" ({type_shown(repository, replaced)}) -> {oid} ({type_shown(repository, oid)})".encode()
        out.write(line + b"\n")
    out.flush()
    return 0
