"""`ls-tree`: the entries of a tree.

    <mode> SP <type> SP <object> TAB <path>
    <mode> SP <type> SP <object> SP <size> TAB <path>       with `-l`

Follows git's Documentation/git-ls-tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, refuse, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import ABBREV, digits_given, short_ids
from pygitobj.cli.tree_paths import paths_given, seen_from
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, NotFoundError
from pygitobj.formats.percent import hex_byte
from pygitobj.formats.quote import quote_c
from pygitobj.formats.tree import type_of_mode
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.walk.tree_entries import Below, TreeTooDeepError, entries_below

LONG = Option("mode", "mode", "include object size", short="l", long="long")
NAMES = Option("mode", "mode", "list only filenames", long="name-only")
STATUS = Option("mode", "mode", "list only filenames", long="name-status")
OBJECTS = Option("mode", "mode", "list only objects", long="object-only")
SPEC = Spec(
    usage=("git ls-tree [<options>] <tree-ish> [<path>...]",),
    options=(
        Option("directories", "flag", "only show trees", short="d"),
        Option("recurse", "flag", "recurse into subtrees", short="r"),
        Option("trees", "flag", "show trees when recursing", short="t"),
        Option("nul", "flag", "terminate entries with NUL byte", short="z"),
        LONG,
        NAMES,
        STATUS,
        OBJECTS,
        Option("full_name", "flag", "use full path names", long="full-name"),
        Option(
            "full_tree", "flag", "list entire tree; not just current directory (implies --full-name)", long="full-tree"
        ),
        Option("format", "value", "format to use for the output", long="format", argument="<format>", negatable=False),
        ABBREV,
    ),
)
USUAL = "%(objectmode) %(objecttype) %(objectname)%x09%(path)"
FORMATS = {
    USUAL: None,
    "%(objectmode) %(objecttype) %(objectname) %(objectsize:padded)%x09%(path)": LONG,
    "%(path)": NAMES,
    "%(objectname)": OBJECTS,
}
# Entries whose sizes are looked up together.
MANY = 1024
SIZE_WIDTH = 7
Sized = tuple[Below, int | None]


class Look(Record):
    """How entries are shown: their end, the directory they are seen from, core.quotePath, how ids are cut."""

    end: bytes
    prefix: bytes
    fully: bool
    short: Callable[[bytes], str]

    def name(self, entry: Below) -> bytes:
        """The path of `entry`, quoted unless NUL ends it."""
        path = seen_from(self.prefix, entry.path)
        return path if self.end == b"\0" else quote_c(path, fully=self.fully)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    if given.text("format") and given.mode("mode"):
        raise refuse(SPEC, "--format can't be combined with other format-altering options")
    digits = digits_given(given)
    if not parsed.arguments:
        raise UsageError(usage_text(SPEC))
    with session.open_repository() as repository:
        name, *paths = parsed.arguments
        oid = repository.lookup(name).id
        if oid is None:
            raise GitObjectError(f"Not a valid object name {name}")
        prefix = "" if given.flag("full_tree") else repository.location.prefix
        wanted = paths_given(repository, paths, prefix)
        body = tree_of(repository, oid)
        shown_from = "" if given.flag("full_name", not prefix) else prefix
        short = short_ids(repository) if digits != 0 else None
        look = Look(
            b"\0" if given.flag("nul") else b"\n",
            shown_from.encode("utf-8", "surrogateescape"),
            repository.config.get_bool("core.quotePath", True),
            bytes.hex if short is None else lambda oid: short.short(oid, digits),
        )
        return print_entries(repository, given, look, entries(repository, given, body, wanted))


def tree_of(repository: Repository, oid: ObjectId) -> bytes:
    """The body of the tree that `oid` comes to. Raises GitObjectError."""
    found = peel_if_there(repository.reader, oid, ObjectType.TREE)
    if found is None or found.type is not ObjectType.TREE:
        raise GitObjectError("not a tree object")
    return found.data


class UnreadableTreeError(GitObjectError):
    """A tree that leads on and is not there."""


def entries(repository: Repository, given: Options, body: bytes, paths: Sequence[bytes]) -> Iterator[Below]:
    """The entries that are shown, in order."""
    recurse, only_trees = given.flag("recurse"), given.flag("directories")
    show_trees = given.flag("trees") or (recurse and only_trees)

    def read(oid: bytes) -> bytes:
        try:
            kind, data = repository.reader.read(oid)
        except NotFoundError:
            raise UnreadableTreeError(f"Could not read {ObjectId(oid)}") from None
        if kind is not ObjectType.TREE:
            raise GitObjectError(f"Object {ObjectId(oid)} not a tree")
        return data

    size = repository.format.hash_size
    for entry in entries_below(read, body, size, paths, recurse=recurse, max_depth=repository.max_tree_depth):
        if entry.is_opened:
            if show_trees:
                yield entry
        elif not only_trees or type_of_mode(entry.mode) is not ObjectType.BLOB:
            yield entry


def print_entries(repository: Repository, given: Options, look: Look, found: Iterator[Below]) -> int:
    """Print the entries `found`; gives the exit code."""
    out = Output()
    template = given.text("format")
    mode = given.mode("mode")
    if template is not None and template in FORMATS:
        mode, template = FORMATS[template], None
    try:
        if template is not None:
            print_formatted(repository, look, found, template, out)
        elif mode is LONG:
            for entry, size in with_sizes(repository, found):
                shown = "BAD" if size is None else str(size) if size >= 0 else "-"
                out.write(usual_start(entry, look) + f" {shown:>{SIZE_WIDTH}}\t".encode() + look.name(entry) + look.end)
        elif mode in (NAMES, STATUS):
            for entry in found:
                out.write(look.name(entry) + look.end)
        elif mode is OBJECTS:
            for entry in found:
                out.write(look.short(entry.id).encode() + look.end)
        else:
            for entry in found:
                out.write(b"%s\t%s%s" % (usual_start(entry, look), look.name(entry), look.end))
    except (UnreadableTreeError, TreeTooDeepError) as error:
        out.flush()
        warn(f"error: {error}")
        return 1
    except GitObjectError:
        out.flush()
        raise
    out.flush()
    return 0


def usual_start(entry: Below, look: Look) -> bytes:
    """Mode, type and id of `entry`."""
    return f"{entry.mode:06o} {type_of_mode(entry.mode)} {look.short(entry.id)}".encode()


def with_sizes(repository: Repository, found: Iterator[Below]) -> Iterator[Sized]:
    """The entries `found` with the sizes of blobs, None where one cannot be had, and -1 of others."""
    while some := list(islice(found, MANY)):
        blobs = [entry for entry in some if type_of_mode(entry.mode) is ObjectType.BLOB]
        ids = repository.reader.targets(entry.id for entry in blobs)
        headers = repository.objects.header_many(ids)
        for entry in some:
            if type_of_mode(entry.mode) is not ObjectType.BLOB:
                yield entry, -1
                continue
            header = next(headers)[1]
            if isinstance(header, GitObjectError):
                if not isinstance(header, MISSING_OR_BAD):
                    raise header
                yield entry, None
            else:
                yield entry, header.size


def print_formatted(repository: Repository, look: Look, found: Iterator[Below], template: str, out: Output) -> None:
    """Print the entries `found` as `template` says. Raises GitObjectError for a bad one, if there is an entry."""
    parts: list[str | bytes] | None = None
    sized: Iterable[Sized] = ((entry, -1) for entry in found)
    if "%(objectsize" in template:
        sized = with_sizes(repository, found)
    for entry, size in sized:
        if parts is None:
            parts = list(parts_of(template))
        out.write(b"".join(part if isinstance(part, bytes) else value(part, entry, size, look) for part in parts))
        out.write(look.end)


def value(atom: str, entry: Below, size: int | None, look: Look) -> bytes:
    """What stands in the place of `atom`. Raises GitObjectError."""
    if atom == "path":
        return quote_c(seen_from(look.prefix, entry.path), fully=look.fully)
    if atom == "objectname":
        return look.short(entry.id).encode()
    if atom == "objectmode":
        return f"{entry.mode:06o}".encode()
    if atom == "objecttype":
        return str(type_of_mode(entry.mode)).encode()
    if size is None:
        raise GitObjectError(f"could not get object info about '{ObjectId(entry.id)}'")
    shown = str(size) if size >= 0 else "-"
    return shown.rjust(SIZE_WIDTH if atom == "objectsize:padded" else 0).encode()


ATOMS = ("objectmode", "objecttype", "objectsize:padded", "objectsize", "objectname", "path")


def parts_of(template: str) -> Iterator[str | bytes]:
    """The atoms of `template`, and as bytes what stands between them. Raises GitObjectError."""
    before, *rest = template.encode("utf-8", "surrogateescape").split(b"%")
    yield before
    while rest:
        text = rest.pop(0)
        if not text and rest:
            yield b"%" + rest.pop(0)
        elif text.startswith(b"n"):
            yield b"\n" + text[1:]
        elif text.startswith(b"x") and (byte := hex_byte(text, 1)) is not None:
            yield byte + text[3:]
        else:
            atom, closed, after = text.partition(b")")
            shown = text.decode("utf-8", "replace")
            if not text.startswith(b"("):
                raise GitObjectError(f"bad ls-tree format: element '{shown}' does not start with '('")
            if not closed:
                raise GitObjectError(f"bad ls-tree format: element '{shown}' does not end in ')'")
            name = atom[1:].decode("utf-8", "replace")
            if name not in ATOMS:
                raise GitObjectError(f"bad ls-tree format: %({name})")
            yield name
            yield after
