"""`tag`, as far as it lists.

Follows git's Documentation/git-tag.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.for_each_ref import template_given
from pygitobj.cli.list_options import COLUMN, FORMAT, IGNORE_CASE, OMIT_EMPTY, SORT, keys_of, refuse_columns
from pygitobj.cli.pack_options import read_number
from pygitobj.cli.parse_options import Group, Option, Options, Spec, UsageError, parse_options, show_help, usage_text
from pygitobj.cli.pretty.sorting import is_by_name
from pygitobj.cli.pretty.world import World
from pygitobj.cli.ref_filter import Sought, by_reach, filter_given, items_of, listed_refs, walk_options
from pygitobj.cli.ref_list import COLOR, colors_wanted, ordered, print_items
from pygitobj.cli.session import Session
from pygitobj.errors import UnsupportedError

WALKS = walk_options("tags", "that")
LIST = Option("mode", "mode", "list tag names", short="l", long="list")
DELETE = Option("mode", "mode", "delete tags", short="d", long="delete")
VERIFY = Option("mode", "mode", "verify tags", short="v", long="verify")
TAGS = "refs/tags/"


def read_lines(text: str) -> int:
    """How many lines the value `text` of `-n` says. Raises UsageError."""
    try:
        return read_number("", text)
    except UsageError as error:
        raise UsageError(error.message.replace("option `'", "switch `n'")) from None


SPEC = Spec(
    usage=(
        "git tag [-a | -s | -u <key-id>] [-f] [-m <msg> | -F <file>] [-e]\n"
        "        [(--trailer <token>[(=|:)<value>])...]\n"
        "        <tagname> [<commit> | <object>]",
        "git tag -d <tagname>...",
        "git tag [-n[<num>]] -l [--contains <commit>] [--no-contains <commit>]\n"
        "        [--points-at <object>] [--column[=<options>] | --no-column]\n"
        "        [--create-reflog] [--sort=<key>] [--format=<format>]\n"
        "        [--merged <commit>] [--no-merged <commit>] [<pattern>...]",
        "git tag -v [--format=<format>] <tagname>...",
    ),
    options=(
        LIST,
        Option("lines", "switch", "print <n> lines of each tag message", short="n", argument="n", reads=read_lines),
        DELETE,
        VERIFY,
        Group("Tag creation options"),
        Option("annotate", "flag", "annotated tag, needs a message", short="a", long="annotate"),
        Option(
            "message", "value", "tag message", short="m", long="message", argument="<message>", negatable=False
        ),
        Option("file", "value", "read message from file", short="F", long="file", argument="<file>"),
        Option("trailer", "value", "add custom trailer(s)", long="trailer", argument="<trailer>"),
        Option("edit", "flag", "force edit of tag message", short="e", long="edit"),
        Option("sign", "flag", "annotated and GPG-signed tag", short="s", long="sign"),
        Option(
            "cleanup", "value", "how to strip spaces and #comments from message", long="cleanup", argument="<mode>"
        ),
        Option(
            "key", "value", "use another key to sign the tag", short="u", long="local-user", argument="<key-id>"
        ),
        Option("force", "flag", "replace the tag if exists", short="f", long="force"),
        Option("reflog", "flag", "create a reflog", long="create-reflog"),
        Group("Tag listing options"),
        COLUMN._replace(help="show tag list in columns"),
        WALKS["contains"],
        WALKS["no_contains"],
        WALKS["with"],
        WALKS["without"],
        WALKS["merged"],
        WALKS["no_merged"],
        OMIT_EMPTY,
        SORT,
        Option(
            "points_at", "value", "print only tags of the object", long="points-at", argument="<object>",
            default="HEAD",
        ),
        FORMAT,
        COLOR._replace(help="respect format colors"),
        IGNORE_CASE,
    ),
)  # fmt: skip
CREATES = ("annotate", "message", "file", "trailer", "edit", "sign", "key", "force")
ASKS = ("contains", "no_contains", "merged", "no_merged", "points_at", "lines")


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    show_help(SPEC, words)
    with session.open_repository() as repository:
        sought = Sought(repository)
        parsed = parse_options(sought.read_in(SPEC), words)
        given = parsed.options
        mode = given.mode("mode")
        lines = lines_given(given)
        if mode is None and (not parsed.arguments or any(given.wants(key) for key in ASKS)):
            mode = LIST
        if mode is not None and any(given.wants(key) for key in CREATES):
            raise UsageError(usage_text(SPEC))
        if mode is not LIST:
            raise UnsupportedError("tags are only listed, not made, verified or deleted: this is not supported yet")
        refuse_columns(given, "-n" if lines is not None else None)
        list_tags(sought, given, parsed.arguments, lines or 0)
    return 0


def lines_given(given: Options) -> int | None:
    """How many lines of each message `-n` asks for, None where it was not given. Raises UsageError."""
    if "lines" not in given:
        return None
    text = given.text("lines")
    return 1 if text is None else read_lines(text)


def list_tags(sought: Sought, given: Options, patterns: Sequence[str], lines: int) -> None:
    """Print the tags that match `patterns`, of which options name what is `sought`, with `lines` of their messages."""
    world = World(sought.repository, use_color=colors_wanted(sought.repository, given, ("color.ui",)))
    text = given.text("format")
    if text is None:
        text = "%(refname:lstrip=2)"
        if lines:
            text = f"%(align:15)%(refname:lstrip=2)%(end) %(contents:lines={lines})"
    template = template_given(text)
    keys = keys_of(world, given, "tag.sort")
    wanted = filter_given(sought, given, patterns, as_paths=False)
    found = items_of(world, wanted, listed_refs(world, wanted, [TAGS]))
    ignore_case = given.flag("ignore_case")
    if wanted.merged or wanted.unmerged or ignore_case or not is_by_name(keys):
        found = iter(ordered(world, by_reach(world, wanted, list(found)), keys, ignore_case=ignore_case))
    print_items(world, found, template, omit_empty=given.flag("omit_empty"))
