"""`for-each-ref`: references, each as a format shows it.

Follows git's Documentation/git-for-each-ref.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial

from pygitobj.cli.pack_options import number, read_number
from pygitobj.cli.parse_options import Group, Option, Options, Spec, UsageError, parse_options, show_help, usage_text
from pygitobj.cli.pretty.sorting import Key, is_by_name, parse_key
from pygitobj.cli.pretty.template import MalformedFormatError, Template
from pygitobj.cli.pretty.world import World
from pygitobj.cli.ref_filter import (
    Filter,
    Sought,
    by_reach,
    filter_given,
    items_of,
    listed_refs,
    matcher,
    prefixes_of,
    walk_options,
)
from pygitobj.cli.ref_list import COLOR, colors_wanted, ordered, print_items
from pygitobj.cli.refs_at_once import print_at_once
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError
from pygitobj.refs.values import Listed

WORDS = (
    "[--count=<count>] [--shell|--perl|--python|--tcl]\n"
    "                         [(--sort=<key>)...] [--format=<format>]\n"
    "                         [--include-root-refs] [--points-at=<object>]\n"
    "                         [--merged[=<object>]] [--no-merged[=<object>]]\n"
    "                         [--contains[=<object>]] [--no-contains[=<object>]]\n"
    "                         [(--exclude=<pattern>)...] [--start-after=<marker>]\n"
    "                         [ --stdin | (<pattern>...)]"
)
COUNT = Option(
    "count", "value", "show only <n> matched refs", long="count", argument="<n>", reads=partial(read_number, "count")
)
WALKS = walk_options("refs", "which")
LANGUAGES = ("shell", "perl", "python", "tcl")
OPTIONS = (
    Option("shell", "flag", "quote placeholders suitably for shells", short="s", long="shell"),
    Option("perl", "flag", "quote placeholders suitably for perl", short="p", long="perl"),
    Option("python", "flag", "quote placeholders suitably for python", long="python"),
    Option("tcl", "flag", "quote placeholders suitably for Tcl", long="tcl"),
    Option("omit_empty", "flag", "do not output a newline after empty formatted refs", long="omit-empty"),
    Group(""),
    COUNT,
    Option("format", "value", "format to use for the output", long="format", argument="<format>"),
    Option(
        "start_after", "value", "start iteration after the provided marker", long="start-after", argument="<marker>"
    ),
    COLOR._replace(help="respect format colors"),
    Option("exclude", "value", "exclude refs which match pattern", long="exclude", argument="<pattern>"),
    Option("sort", "value", "field name to sort on", long="sort", argument="<key>"),
    Option(
        "points_at", "value", "print only refs which points at the given object", long="points-at",
        argument="<object>",
    ),
    WALKS["merged"],
    WALKS["no_merged"],
    WALKS["contains"],
    WALKS["no_contains"],
    Option("ignore_case", "flag", "sorting and filtering are case insensitive", long="ignore-case"),
    Option("stdin", "flag", "read reference patterns from stdin", long="stdin"),
    Option("roots", "flag", "also include HEAD ref and pseudorefs", long="include-root-refs"),
)  # fmt: skip
USUAL = "%(objectname) %(objecttype)\t%(refname)"


def spec_of(command: str) -> Spec:
    """The options of `command`, which lists references."""
    return Spec(usage=(f"git {command} {WORDS}",), options=OPTIONS)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return list_refs(session, words, "for-each-ref")


def run_refs(session: Session, words: Sequence[str]) -> int:
    """The same as `refs list`."""
    return list_refs(session, words, "refs list")


def list_refs(session: Session, words: Sequence[str], command: str) -> int:
    """List references as `words`, which were given to `command`, say; gives the exit code."""
    spec = spec_of(command)
    show_help(spec, words)
    with session.open_repository() as repository:
        sought = Sought(repository)
        parsed = parse_options(sought.read_in(spec), words)
        given = parsed.options
        count = number(given, COUNT) or 0
        if count < 0:
            raise UsageError(f"error: invalid --count argument: `{count}'\n{usage_text(spec)}")
        languages = [key for key in LANGUAGES if given.flag(key)]
        if len(languages) > 1:
            raise UsageError(f"error: more than one quoting style?\n{usage_text(spec)}")
        world = World(repository, use_color=colors_wanted(repository, given))
        template = template_given(
            USUAL if (text := given.text("format")) is None else text, spec, languages[0] if languages else None
        )
        keys = keys_given(given)
        patterns = patterns_given(given, parsed.arguments)
        after = given.text("start_after")
        if after is not None and patterns:
            raise GitObjectError("cannot use --start-after with patterns")
        wanted = filter_given(sought, given, patterns)
        roots = given.flag("roots")
        if is_listing(given, keys, count) and print_at_once(world, wanted, template):
            return 0
        # With references beside refs/ all are gone through, in the order of names.
        listed = listed_refs(world, wanted, [""] if roots else prefixes_of(wanted), after)
        found = items_of(world, wanted, with_roots(world, wanted, listed, after) if roots else listed, roots=roots)
        ignore_case = given.flag("ignore_case")
        if wanted.merged or wanted.unmerged or ignore_case or not is_by_name(keys):
            found = iter(ordered(world, by_reach(world, wanted, list(found)), keys, ignore_case=ignore_case))
        print_items(world, found, template, count=count, omit_empty=given.flag("omit_empty"))
    return 0


def is_listing(given: Options, keys: Sequence[Key], count: int) -> bool:
    """Whether all that is found is shown, in order of names."""
    if count or "start_after" in given or given.flag("ignore_case") or given.flag("roots"):
        return False
    return is_by_name(keys)


def template_given(text: str, spec: Spec | None = None, language: str | None = None) -> Template:
    """The format `text`. Raises GitObjectError, UsageError with the usage of `spec` if one is given."""
    try:
        return Template(text, language)
    except MalformedFormatError as error:
        if spec is not None:
            raise UsageError(f"error: {error}\n{usage_text(spec)}") from None
        warn(f"error: {error}")
        raise GitObjectError("unable to parse format string") from None


def keys_given(given: Options) -> list[Key]:
    """The keys to sort by, the one that counts first last. Raises GitObjectError."""
    texts = given.texts("sort")
    if texts and given.text("start_after") is not None:
        raise GitObjectError("cannot use --start-after with custom sort options")
    return [parse_key(text) for text in texts]


def patterns_given(given: Options, arguments: Sequence[str]) -> list[str]:
    """The patterns, from standard input if that is asked for. Raises GitObjectError."""
    if not given.flag("stdin"):
        return list(arguments)
    if arguments:
        raise GitObjectError("unknown arguments supplied with --stdin")
    lines = sys.stdin.buffer.read().split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r").partition(b"\0")[0].decode("utf-8", "surrogateescape") for line in lines]


def with_roots(world: World, wanted: Filter, listed: Iterator[Listed], after: str | None) -> Iterator[Listed]:
    """The references beside refs/ that match, and then those `listed`."""
    matches = matcher(wanted.patterns, wanted) if wanted.patterns else None
    for name in world.refs.backend.root_names():
        found = world.refs.resolve(name)
        if found.id is not None and (after is None or name > after) and (matches is None or matches(name)):
            yield Listed(name, found.id, found.name if found.symbolic else None)
    yield from listed
