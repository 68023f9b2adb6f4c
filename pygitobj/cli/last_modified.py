"""`last-modified`: of each entry of a tree the commit that last changed it.

    <commit> TAB <path>         the path quoted where it needs it; with `-z` as it is, and a NUL behind it
    ^<commit> TAB <path>        it was so already where the walk ended

Of what one commit changed the paths come in the order of a table of git's own. Follows git's
Documentation/git-last-modified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.cli.output import Output
from pygitobj.cli.own_options import Differences, after_own_letters
from pygitobj.cli.pack_options import number
from pygitobj.cli.parse_options import (
    HelpRequestedError,
    Option,
    Options,
    Parsed,
    Spec,
    UsageError,
    take_long,
    usage_text,
)
from pygitobj.cli.session import Session, warn
from pygitobj.cli.walking.walk import tips_of
from pygitobj.cli.walking.words import Words, read_words, refuse_filters
from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.formats.links import COMMIT
from pygitobj.formats.quote import quote_c
from pygitobj.oid import ObjectId
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.history import history_of
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.revisions.arguments import DASHES
from pygitobj.revisions.peel import peel
from pygitobj.walk.last_modified import Asked, Search, entries_asked

MINUS_ONE = 255
# The table that paths are in: how large it is at first, how often it grows, and when.
FIRST_SIZE, GROWTH, FULL_AT = 64, 4, 80
# Its hash is FNV-1, of 32 bits.
BASIS, PRIME, MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    given = Given()
    spec = spec_for(given)
    if list(words) in (["-h"], ["--help-all"]):
        raise HelpRequestedError(usage_text(spec, while_parsing=True))
    with session.open_repository() as repository:
        differences = Differences()
        parsed, rest = split(spec, words, differences)
        check_default_config(repository.config)
        said = read_words(repository, ["--default", "HEAD", *rest])
        differences.commits.all_paths = False  # as in git it is no error here
        differences.refuse(repository, said.revisions.paths)
        paths = pathspecs_here(repository, said.revisions.paths) if said.revisions.paths else None
        if paths is not None and given.depth is not None and any(one.fixed < len(one.pattern) for one in paths.specs):
            raise GitObjectError("max-depth cannot be used with wildcard pathspecs")
        refuse_filters(said)
        if said.left:
            raise UsageError(f"error: unknown last-modified argument: {said.left[0]}\n{usage_text(spec)}")
        asked = Asked(paths, given.depth, parsed.options.flag("trees"))
        return show(repository, said, asked, with_nul=parsed.options.flag("nul"))


class Given:
    """How deep it is looked, None for as deep as there is something."""

    def __init__(self) -> None:
        self.depth: int | None = 0

    def take_recursive(self, _option: Option, _value: str | None, negated: bool) -> None:
        """Take -r."""
        self.depth = 0 if negated else None

    def take_depth(self, option: Option, value: str | None, _negated: bool) -> None:
        """Take --max-depth. Raises UsageError for what is no number."""
        options = Options()
        options.given[option.key] = [value or ""]
        depth = number(options, option) or 0
        self.depth = None if depth < 0 else depth


def spec_for(given: Given) -> Spec:
    """The options, of which some are noted in `given`."""
    return Spec(
        usage=(
            "git last-modified [--recursive] [--show-trees] [--max-depth=<depth>] [-z]\n"
            "                  [<revision-range>] [[--] <pathspec>...]",
        ),
        options=(
            Option(
                "recursive", "flag", "recurse into subtrees", short="r", long="recursive", take=given.take_recursive
            ),
            Option(
                "trees", "flag", "show tree entries when recursing into subtrees", short="t", long="show-trees"
            ),
            Option(
                "depth", "value", "maximum tree depth to recurse", long="max-depth", argument="<n>", negatable=False,
                take=given.take_depth,
            ),
            Option("nul", "flag", "lines are separated with NUL character", short="z"),
        ),
    )  # fmt: skip


def split(spec: Spec, words: Sequence[str], differences: Differences) -> tuple[Parsed, list[str]]:
    """What the command's own options say, by their whole names, and the words without them and those of `differences`.

    Raises UsageError, GitObjectError.
    """
    parsed = Parsed(Options(), [], [])
    rest, kept = list(words), []
    names = {"recursive", "no-recursive", "show-trees", "no-show-trees", "max-depth"}
    while rest and rest[0] not in (DASHES, "--end-of-options"):
        word = rest.pop(0)
        if word.startswith("--"):
            if word[2:].partition("=")[0] in names:
                take_long(spec, word[2:], rest, parsed)
            elif not differences.takes(word, rest):
                kept.append(word)
        elif word.startswith("-") and len(word) > 1:
            left = after_own_letters(spec, word[1:], parsed)
            kept += [] if left is None or differences.takes(left, rest) else [left]
        else:
            kept.append(word)
    return parsed, kept + rest


def show(repository: Repository, said: Words, asked: Asked, *, with_nul: bool) -> int:
    """Show what is found; gives the exit code. Raises GitObjectError."""
    pending = said.revisions.pending
    hidden = {one.oid for one in pending if one.is_hidden}
    starts = [one for one in pending if one.oid not in hidden]
    for one in starts[:1]:
        kind = repository.reader.header(ObjectId(one.oid)).type
        try:
            found = peel(repository.reader, ObjectId(one.oid))
        except NotFoundError:
            return refuse(f"revision argument '{one.name}' is a {kind}, not a commit-ish")
        if found.type.code != COMMIT:
            if one.path:
                shown = one.path.decode("utf-8", "surrogateescape")
                warn(f"error: {shown}: expected commit type, but the object dereferences to {found.type} type")
            return refuse(f"revision argument '{one.name}' is a {kind}, not a commit-ish")
    if len(starts) > 1:
        return refuse("last-modified can only operate on one commit at a time")
    history = history_of(repository)
    tips, _ = tips_of(repository, history, pending)
    start = next((tip.number for tip in tips if not tip.is_hidden), None)
    if start is None:
        return 0
    history.require(start)
    paths = list(entries_asked(history.provider, history.table.tree(start), asked))
    in_tree = {path: nth for nth, path in enumerate(paths)}
    in_table: dict[bytes, int] = {}
    fully = repository.config.get_bool("core.quotePath", True)
    most = said.given.max_count if said.given.max_count >= 0 else None
    output = Output()
    search = Search(history, paths)
    for commit, is_boundary, told in search.run(start, [tip.number for tip in tips if tip.is_hidden], most):
        if not is_boundary and len(told) > 1 and not in_table:
            in_table = {path: nth for nth, path in enumerate(as_in_table(paths))}
        head = b"%s%s\t" % (b"^" if is_boundary else b"", history.table.oid(commit).hex().encode("ascii"))
        for path in told if len(told) == 1 else sorted(told, key=(in_tree if is_boundary else in_table).__getitem__):
            output.write(head + (path + b"\0" if with_nul else quote_c(path, fully=fully) + b"\n"))
        output.flush()
    return 0


def refuse(message: str) -> int:
    """Say what cannot be; gives the exit code."""
    warn(f"error: {message}")
    return MINUS_ONE


def as_in_table(paths: Iterable[bytes]) -> list[bytes]:
    """`paths` in the order in which git's table of them has them, where each was put before those of its row."""
    rows: list[list[tuple[int, bytes]]] = [[] for _ in range(FIRST_SIZE)]
    for count, path in enumerate(paths, 1):
        hashed = BASIS
        for byte in path:
            hashed = hashed * PRIME & MASK ^ byte
        rows[hashed % len(rows)].append((hashed, path))
        if count > len(rows) * FULL_AT // 100:
            larger: list[list[tuple[int, bytes]]] = [[] for _ in range(len(rows) * GROWTH)]
            for row in rows:
                for item in reversed(row):
                    larger[item[0] % len(larger)].append(item)
            rows = larger
    return [path for row in rows for _, path in reversed(row)]
