"""`describe`: what commits are called after the tag that they come after.

Follows git's Documentation/git-describe.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pygitobj.cli.name_rev import name_after_tags
from pygitobj.cli.output import Output
from pygitobj.cli.pack_options import number, read_number
from pygitobj.cli.parse_options import Option, Options, Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import ABBREV, digits_given, short_ids
from pygitobj.errors import GitObjectError, NotFoundError, UnsupportedError
from pygitobj.jobs.inspect.describe import CANDIDATES, MOST_CANDIDATES, Choice, Describer, Style
from pygitobj.jobs.inspect.first_commit import first_with_blob
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel, peel_if_there

COUNT = Option(
    "candidates", "value", "consider <n> most recent tags (default: 10)", long="candidates", argument="<n>",
    reads=partial(read_number, "candidates"),
)  # fmt: skip
SPEC = Spec(
    usage=(
        "git describe [--all] [--tags] [--contains] [--abbrev=<n>] [<commit-ish>...]",
        "git describe [--all] [--tags] [--contains] [--abbrev=<n>] --dirty[=<mark>]",
        "git describe <blob>",
    ),
    options=(
        Option("contains", "flag", "find the tag that comes after the commit", long="contains"),
        Option("debug", "flag", "debug search strategy on stderr", long="debug"),
        Option("all", "flag", "use any ref", long="all"),
        Option("tags", "flag", "use any tag, even unannotated", long="tags"),
        Option("long", "flag", "always use long format", long="long"),
        Option("first_parent", "flag", "only follow first parent", long="first-parent"),
        ABBREV,
        Option("exact", "flag", "only output exact matches", long="exact-match"),
        COUNT,
        Option("match", "value", "only consider tags matching <pattern>", long="match", argument="<pattern>"),
        Option("exclude", "value", "do not consider tags matching <pattern>", long="exclude", argument="<pattern>"),
        Option("always", "flag", "show abbreviated commit object as fallback", long="always"),
        Option(
            "dirty", "switch", 'append <mark> on dirty working tree (default: "-dirty")', long="dirty", argument="mark"
        ),
        Option(
            "broken", "switch", 'append <mark> on broken working tree (default: "-broken")', long="broken",
            argument="mark",
        ),
    ),
)  # fmt: skip


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given, names = parsed.options, parsed.arguments
    choice = Choice(given.flag("tags"), given.flag("all"), given.texts("match"), given.texts("exclude"))
    with session.open_repository() as repository:
        style = style_given(given)
        if style.long and style.digits == 0:
            raise GitObjectError("options '--long' and '--abbrev=0' cannot be used together")
        if given.flag("contains"):
            return name_after_tags(repository, names or ["HEAD"], choice, always=style.always)
        history, ids = history_of(repository), short_ids(repository)
        tell = warn if given.flag("debug") else None
        describer = Describer(repository, history, ids, choice, style, tell)
        if not describer.names and not style.always:
            raise GitObjectError("No names found, cannot describe anything.")
        refuse_work_tree(given, names)
        for name in names or ["HEAD"]:
            describe(repository, describer, name, tell)
    return 0


def style_given(given: Options) -> Style:
    """How the options say that it is written. Raises UsageError."""
    # The last of the two counts.
    candidates = CANDIDATES
    for key in given:
        if key == "exact":
            candidates = 0 if given.flag("exact") else CANDIDATES
        elif key == "candidates":
            candidates = min(max(number(given, COUNT) or 0, 0), MOST_CANDIDATES)
    return Style(
        long=given.flag("long"),
        digits=digits_given(given, default=None),
        always=given.flag("always"),
        candidates=candidates,
        first_parent=given.flag("first_parent"),
    )


def refuse_work_tree(given: Options, names: Sequence[str]) -> None:
    """Raise GitObjectError where it is asked whether the work tree was changed."""
    for key in ("dirty", "broken"):
        if given.wants(key):
            if names:
                raise GitObjectError(f"option '--{key}' and commit-ishes cannot be used together")
            raise UnsupportedError(f"work trees are not looked at: --{key} is not supported yet")


def describe(repository: Repository, describer: Describer, name: str, tell: object) -> None:
    """Print what the commit or blob `name` is called. Raises GitObjectError in git's words."""
    if tell is not None:
        warn(f"describe {name}")
    oid = repository.lookup(name).id
    if oid is None:
        raise GitObjectError(f"Not a valid object name {name}")
    found = peel_if_there(repository.reader, oid)
    if found is not None and found.type is ObjectType.COMMIT:
        text = describer.describe(found.id)
    elif is_blob(repository, oid):
        text = describe_blob(repository, describer, oid)
    else:
        raise GitObjectError(f"{name} is neither a commit nor blob")
    out = Output()
    out.write(text.encode("utf-8", "surrogateescape") + b"\n")
    out.flush()


def is_blob(repository: Repository, oid: ObjectId) -> bool:
    """Whether `oid` is a blob."""
    try:
        return repository.reader.header(oid).type is ObjectType.BLOB
    except NotFoundError:
        return False


def describe_blob(repository: Repository, describer: Describer, oid: ObjectId) -> str:
    """What the blob `oid` is called: the first commit that has it, and its path there. Raises GitObjectError."""
    head = repository.ref_store.resolve("HEAD").id
    if head is None:
        raise GitObjectError(f"cannot search for blob '{oid}' on an unborn branch")
    start = peel(repository.reader, head)
    found = first_with_blob(describer.history, start.id, oid) if start.type is ObjectType.COMMIT else None
    if found is None:
        raise GitObjectError(f"blob '{oid}' not reachable from HEAD")
    commit, path = found
    return f"{describer.describe(commit)}:{path.decode('utf-8', 'surrogateescape')}"
