"""`bundle`: packs in files that say what they are for: what is in one, whether it fits here, and taking it in.

Follows git's Documentation/git-bundle.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pygitobj.cli.output import Output
from pygitobj.cli.pack_options import number
from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, refuse, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.cli.subcommands import split_at_subcommand
from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.formats.bundle import Bundle, BundleRef, NoBundleError, parse_bundle
from pygitobj.jobs.receive.unbundle import LackingError, require_prerequisites, unbundle
from pygitobj.jobs.report import silent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

STDIN = "-"
CREATE = (
    "git bundle create [-q | --quiet | --progress]\n                  [--version=<version>] <file> <git-rev-list-args>"
)
VERIFY = "git bundle verify [-q | --quiet] <file>"
LIST = "git bundle list-heads <file> [<refname>...]"
UNBUNDLE = "git bundle unbundle [--progress] <file> [<refname>...]"
VERSION = Option("version", "value", "specify bundle format version", long="version", argument="<n>")
CREATE_SPEC = Spec(
    usage=(CREATE,),
    options=(
        Option("quiet", "flag", "do not show progress meter", short="q", long="quiet"),
        Option("progress", "flag", "show progress meter", long="progress"),
        Option("all_progress", "flag", "historical; same as --progress", long="all-progress", hidden=True),
        Option("implied", "flag", "historical; does nothing", long="all-progress-implied", hidden=True),
        VERSION,
    ),
)
SPEC = Spec(usage=(CREATE, VERIFY, LIST, UNBUNDLE), options=())
VERIFY_SPEC = Spec(
    usage=(VERIFY,), options=(Option("quiet", "flag", "do not show bundle details", short="q", long="quiet"),)
)
LIST_SPEC = Spec(usage=(LIST,), options=())
UNBUNDLE_SPEC = Spec(usage=(UNBUNDLE,), options=(Option("progress", "flag", "show progress meter", long="progress"),))


class UnusableFileError(Exception):
    """A file that cannot be opened, or is no bundle; the argument is git's message, and the exit code is 1."""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    _, name, rest = split_at_subcommand(SPEC, words, "")
    commands = {"create": make_bundle, "verify": verify, "list-heads": list_heads, "unbundle": take_bundle}
    if name not in commands:
        raise UsageError(f"error: unknown subcommand: `{name}'\n{usage_text(SPEC)}")
    try:
        return commands[name](session, rest)
    except UnusableFileError as error:
        warn(f"error: {error}")
        return 1


def split_at_file(spec: Spec, words: Sequence[str]) -> tuple[bool, str, list[str]]:
    """Whether the one option of `spec` is set, the file, and the words after it. Raises UsageError."""
    parsed = parse_options(spec, words, stop=True)
    if not parsed.arguments:
        raise refuse(spec, "need a <file> argument")
    file, *rest = parsed.arguments
    return any(parsed.options.flag(key) for key in parsed.options), file, rest


@contextmanager
def open_bundle(path: str) -> Iterator[tuple[Bundle, BinaryIO]]:
    """The header of the bundle in the file `path`, and the file behind it. Raises UnusableFileError."""
    with ExitStack() as files:
        try:
            file = sys.stdin.buffer if path == STDIN else files.enter_context(open(path, "rb"))
        except OSError:
            raise UnusableFileError(f"could not open '{path}'") from None
        try:
            bundle = parse_bundle(file)
        except NoBundleError as error:
            raise UnusableFileError(f"'{shown(path)}' {error}") from None
        except GitObjectError as error:
            raise UnusableFileError(str(error)) from None
        yield bundle, file


def shown(path: str) -> str:
    """How messages name the file `path`."""
    return "<stdin>" if path == STDIN else path


def make_bundle(session: Session, words: Sequence[str]) -> int:
    """Write a bundle; gives the exit code."""
    parsed = parse_options(CREATE_SPEC, words, stop=True)
    if not parsed.arguments:
        raise refuse(CREATE_SPEC, "need a <file> argument")
    version = number(parsed.options, VERSION)
    repository = session.find_repository()
    if repository is None:
        raise GitObjectError("Need a repository to create a bundle.")
    from pygitobj.cli.bundle_create import create  # what walks takes longer to load than bundles to be read

    path, *rest = parsed.arguments
    with repository:
        return create(repository, parsed.options, version, path, rest)


def verify(session: Session, words: Sequence[str]) -> int:
    """Tell whether a bundle can be taken in; gives the exit code."""
    quiet, path, _ = split_at_file(VERIFY_SPEC, words)
    repository = session.find_repository()
    if repository is None:
        warn("error: need a repository to verify a bundle")
        return 1
    with repository, open_bundle(path) as (bundle, _):
        lacking = None
        try:
            require_prerequisites(repository, bundle)
        except LackingError as error:
            tell_lacking(error, quiet=quiet)
            lacking = error
    # As in git, what is there and not connected does not hide what the bundle has.
    if not quiet and (lacking is None or not lacking.missing):
        print_bundle(bundle)
    if lacking is not None:
        return 1
    warn(f"{shown(path)} is okay")
    return 0


def tell_lacking(error: LackingError, *, quiet: bool) -> None:
    """Tell what is not here."""
    if not error.missing or not quiet:
        warn(f"error: {error}")
    if not quiet:
        for oid, name in error.missing:
            warn(f"error: {oid} {os.fsdecode(name)}")


def print_bundle(bundle: Bundle) -> None:
    """Print what is in `bundle`, and what it asks for."""
    out = Output()
    out.write(told(len(bundle.references), "contains"))
    print_refs(out, bundle.references)
    if bundle.prerequisites:
        out.write(told(len(bundle.prerequisites), "requires"))
        print_refs(out, bundle.prerequisites)
    else:
        out.write(b"The bundle records a complete history.\n")
    out.write(f"The bundle uses this hash algorithm: {bundle.format.name}\n".encode())
    if bundle.filter is not None:
        out.write(f"The bundle uses this filter: {bundle.filter}\n".encode("utf-8", "surrogateescape"))
    out.flush()


def told(count: int, verb: str) -> bytes:
    """The line above so many references."""
    return f"The bundle {verb} {'this ref' if count == 1 else f'these {count} refs'}:\n".encode()


def print_refs(out: Output, refs: Sequence[BundleRef]) -> None:
    """Print `refs`, a line each."""
    for oid, name in refs:
        out.write(b"%b %b\n" % (str(oid).encode(), name))


def list_heads(_session: Session, words: Sequence[str]) -> int:
    """Print the references of a bundle, or those that are asked for; gives the exit code."""
    _, path, names = split_at_file(LIST_SPEC, words)
    with open_bundle(path) as (bundle, _):
        print_wanted(bundle, names)
    return 0


def print_wanted(bundle: Bundle, names: Sequence[str]) -> None:
    """Print the references of `bundle` that have one of `names`, or all of them."""
    wanted = {os.fsencode(name) for name in names}
    out = Output()
    print_refs(out, [ref for ref in bundle.references if not wanted or ref.name in wanted])
    out.flush()


def take_bundle(session: Session, words: Sequence[str]) -> int:
    """Take a bundle in, and print its references, or those that are asked for; gives the exit code."""
    shows_progress, path, names = split_at_file(UNBUNDLE_SPEC, words)
    repository = session.find_repository()
    if repository is None:
        raise GitObjectError("Need a repository to unbundle.")
    with repository, open_bundle(path) as (bundle, file):
        report = Progress() if shows_progress or sys.stderr.isatty() else silent
        try:
            unbundle(repository, bundle, file, report)
        except LackingError as error:
            tell_lacking(error, quiet=False)
            return 1
        except CorruptError as error:
            warn(f"fatal: {error}")
            warn("error: index-pack died")
            return 1
    print_wanted(bundle, names)
    return 0
