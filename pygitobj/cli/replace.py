"""`replace -l`: what is read in the place of other objects.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Options, Spec, parse_options, refuse
from pygitobj.cli.session import Session, warn
from pygitobj.errors import MISSING_OR_BAD, UnsupportedError
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
FORMATS = ("", "short", "medium", "long")


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    lists = given.mode("mode") is LIST or (given.mode("mode") is None and not parsed.arguments)
    require_sense(given, lists=lists, arguments=parsed.arguments)
    with session._replace(replace=False).open_repository() as repository:
        if not lists:
            raise UnsupportedError("replace refs are only listed, not made or deleted: this is not supported yet")
        pattern = parsed.arguments[0] if parsed.arguments else "*"
        return print_replacements(repository, pattern, given.text("format") or "")


def require_sense(given: Options, *, lists: bool, arguments: Sequence[str]) -> None:
    """Raises UsageError for options that do not go together."""
    mode = given.mode("mode")
    if given.text("format") is not None and not lists:
        raise refuse(SPEC, "--format cannot be used when not listing")
    if given.flag("force") and (lists or mode is DELETE):
        raise refuse(SPEC, "-f only makes sense when writing a replacement")
    if given.flag("raw") and mode is not EDIT:
        raise refuse(SPEC, "--raw only makes sense with --edit")
    if lists and len(arguments) > 1:
        raise refuse(SPEC, "only one pattern can be given with -l")
    if mode is DELETE and not arguments:
        raise refuse(SPEC, "-d needs at least one argument")
    if mode is None and not lists and len(arguments) != 2:
        raise refuse(SPEC, "bad number of arguments")


def print_replacements(repository: Repository, pattern: str, form: str) -> int:
    """Print the replace refs whose names match `pattern`; gives the exit code."""
    if form not in FORMATS:
        warn(f"error: invalid replace format '{form}'\nvalid formats are 'short', 'medium' and 'long'")
        return 255
    base = repository.environ.get("GIT_REPLACE_REF_BASE", DEFAULT_BASE)
    base = base if base.endswith("/") else f"{base}/"
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


def type_shown(repository: Repository, oid: ObjectId) -> str:
    """The type of the object `oid` itself; for one that is not there what git prints."""
    try:
        return str(repository.objects.header(oid).type)
    except MISSING_OR_BAD:
        return "(null)"
