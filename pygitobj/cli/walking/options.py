"""The options that all commands know which walk.

    take_option     does what one of them says, and tells how many words it took

Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from pygitobj.cli.parse_options import RefusedOptionError
from pygitobj.cli.walking.given import DEFAULT_ABBREV, Given, Pattern
from pygitobj.cli.walking.values import count_of, epoch_of, moment_of
from pygitobj.errors import RevisionError
from pygitobj.formats.numbers import is_digit, strtoul
from pygitobj.walk.select.selection import Order

LEAST_ABBREV = 4
TAB = 8
BREAK = " " * 20 + "." * 10
TOGETHER = "options '{}' and '{}' cannot be used together"


def take_option(given: Given, words: Sequence[str], at: int, hex_size: int) -> int:
    """Do what the option at `at` says; gives how many words it took, 0 for one that is none of ours.

    Raises RevisionError, RefusedOptionError in git's words.
    """
    word = words[at]
    if given.takes_first is not None:
        taken = given.takes_first(words, at)
        if taken:
            return taken
    flag = FLAGS.get(word)
    if flag is not None:
        flag(given)
        return 1
    if word == "--default":
        return take_default(given, words, at)
    if word == "-n" or is_digit(word, 1) or word.startswith("-n"):
        return take_count(given, words, at)
    name, equals, value = word.partition("=")
    valued = VALUED.get(name)
    if valued is not None:
        if not equals and at + 1 == len(words):
            raise RevisionError(f"Option '{name}' requires a value")
        valued(given, value if equals else words[at + 1])
        # git forgets that it took the next word too.
        return 1 if equals or name == "--max-count-oldest" else 2
    stuck = STUCK.get(name) if equals else None
    if stuck is not None:
        stuck(given, value)
        return 1
    if name == "--abbrev" and equals:
        given.abbrev = min(max(strtoul(value).value, LEAST_ABBREV), hex_size)
        return 1
    if given.takes_last is not None:
        return given.takes_last(words, at)
    return take_diff_option(given, name, value if equals else None)


def take_count(given: Given, words: Sequence[str], at: int) -> int:
    """Take -<n>, -n<n> or -n <n>; gives how many words it took."""
    word = words[at]
    if word == "-n":
        if at + 1 == len(words):
            raise RefusedOptionError("-n requires an argument")
        given.max_count = count_of(words[at + 1])
    else:
        given.max_count = count_of(word[2:] if word.startswith("-n") else word[1:])
    given.walks_again = True
    return 2 if word == "-n" else 1


def take_default(given: Given, words: Sequence[str], at: int) -> int:
    """Take --default <revision>; gives how many words it took."""
    if at + 1 == len(words):
        raise RefusedOptionError("bad --default argument")
    given.default = words[at + 1]
    return 2


# Options with values


def set_max_count(given: Given, text: str) -> None:
    """Take --max-count."""
    if given.is_oldest:
        raise RevisionError(TOGETHER.format("--max-count", "--max-count-oldest"))
    given.max_count = count_of(text)
    given.walks_again = True


def set_oldest(given: Given, text: str) -> None:
    """Take --max-count-oldest."""
    if not given.is_oldest and given.max_count != -1:
        raise RevisionError(TOGETHER.format("--max-count", "--max-count-oldest"))
    if given.skip > 0:
        raise RevisionError(TOGETHER.format("--skip", "--max-count-oldest"))
    given.max_count = count_of(text)
    given.walks_again = given.is_oldest = True


def set_skip(given: Given, text: str) -> None:
    """Take --skip."""
    if given.is_oldest:
        raise RevisionError(TOGETHER.format("--skip", "--max-count-oldest"))
    given.skip = count_of(text)


def pattern_for(field: str) -> Callable[[Given, str], None]:
    """What takes a pattern that is looked for in `field`."""

    def take(given: Given, text: str) -> None:
        given.patterns.append(Pattern(field, text))

    return take


def setter(name: str, read: Callable[[str], object] = str) -> Callable[[Given, str], None]:
    """What puts a value into the field `name`, as `read` has it."""

    def take(given: Given, text: str) -> None:
        setattr(given, name, read(text))

    return take


def set_date(given: Given, text: str) -> None:
    """Take --date; a way of showing dates that there is not is refused at once."""
    from pygitobj.formats.date_modes import parse_date_mode  # few ask for one

    parse_date_mode(text, on_terminal=sys.stdout.isatty())
    given.date = text


def set_path_through(given: Given, text: str) -> None:
    """Take --ancestry-path=<commit>."""
    given.ancestry_path = given.full_history = given.limited = True
    given.middle.append(text)


def set_format(given: Given, text: str | None) -> None:
    """Take --pretty and --format."""
    given.verbose = given.is_pretty = True
    given.format = "medium" if text is None else text


def set_tabs(given: Given, text: str) -> None:
    """Take --expand-tabs=<n>."""
    try:
        given.expand_tabs = count_of(text)
    except RevisionError:
        given.expand_tabs = -1
    if given.expand_tabs < 0:
        raise RevisionError(f"'{text}': not a non-negative integer")


def set_break(given: Given, text: str) -> None:
    """Take --show-linear-break=<bar>."""
    given.linear_break = text


def set_kept(given: Given, text: str) -> None:
    """Take --no-kept-objects=<where>; what git does not know means nothing."""
    given.kept.add(text)


def refuse_pack(_given: Given, _text: str) -> None:
    """Refuse --unpacked=<pack>."""
    raise RevisionError("--unpacked=<packfile> no longer supported")


VALUED: dict[str, Callable[[Given, str], None]] = {
    "--max-count": set_max_count,
    "--max-count-oldest": set_oldest,
    "--skip": set_skip,
    "--max-age": setter("since", epoch_of),
    "--since": setter("since", moment_of),
    "--after": setter("since", moment_of),
    "--since-as-filter": setter("since_as_filter", moment_of),
    "--min-age": setter("until", epoch_of),
    "--before": setter("until", moment_of),
    "--until": setter("until", moment_of),
    "--author": pattern_for("author"),
    "--committer": pattern_for("committer"),
    "--grep-reflog": pattern_for("reflog"),
    "--grep": pattern_for("grep"),
    "--date": set_date,
    "--encoding": setter("encoding"),
}
STUCK: dict[str, Callable[[Given, str], None]] = {
    "--ancestry-path": set_path_through,
    "--min-parents": setter("min_parents", count_of),
    "--max-parents": setter("max_parents", count_of),
    "--pretty": set_format,
    "--format": set_format,
    "--expand-tabs": set_tabs,
    "--notes": lambda given, name: given.notes.show(name, with_usual=False),
    "--show-notes": lambda given, name: given.notes.show(name, with_usual=True),
    "--show-linear-break": set_break,
    "--graph-lane-limit": setter("lanes", count_of),
    "--no-kept-objects": set_kept,
    "--unpacked": refuse_pack,
}


# Flags


def flag(**fields: object) -> Callable[[Given], None]:
    """What gives these fields these values."""

    def take(given: Given) -> None:
        for name, value in fields.items():
            setattr(given, name, value)

    return take


def flag_without(taken: str, name: str, other: str, **fields: object) -> Callable[[Given], None]:
    """What gives these fields these values, but where the field `taken` says that `other` came before `name`."""
    give = flag(**fields)

    def take(given: Given) -> None:
        if getattr(given, taken):
            raise RevisionError(TOGETHER.format(name, other))
        give(given)

    return take


def turn(given: Given) -> None:
    """Take --reverse, which another one takes back."""
    given.reverse = not given.reverse


def take_one_line(given: Given) -> None:
    """Take --oneline."""
    set_format(given, "oneline")
    given.abbrev_commit = True


def keep_all(given: Given) -> None:
    """Take --no-kept-objects."""
    given.kept.update(("in-core", "on-disk"))


def objects(*kinds: str) -> Callable[[Given], None]:
    """What takes an option that lists objects."""

    def take(given: Given) -> None:
        given.objects.update(("objects", *kinds))

    return take


FLAGS: dict[str, Callable[[Given], None]] = {
    "--maximal-only": flag(maximal_only=True),
    "--first-parent": flag(first_parent=True),
    "--exclude-first-parent-only": flag(exclude_first_parent_only=True),
    "--ancestry-path": flag(ancestry_path=True, full_history=True, limited=True, from_bottoms=True),
    "-g": flag(walks_reflogs=True),
    "--walk-reflogs": flag(walks_reflogs=True),
    "--topo-order": flag(order=Order.TOPO),
    "--date-order": flag(order=Order.DATE),
    "--author-date-order": flag(order=Order.AUTHOR_DATE),
    "--simplify-merges": flag(
        simplify_merges=True, is_topological=True, rewrites_parents=True, full_history=True, limited=True
    ),
    "--simplify-by-decoration": flag(
        simplify_merges=True, is_topological=True, rewrites_parents=True, full_history=True, limited=True,
        by_decoration=True,
    ),
    "--parents": flag(rewrites_parents=True, prints_parents=True),
    "--dense": flag(dense=True),
    "--sparse": flag(dense=False),
    "--in-commit-order": lambda given: given.objects.add("in-commit-order"),
    "--remove-empty": flag(remove_empty=True),
    "--merges": flag(min_parents=2),
    "--no-merges": flag(max_parents=1),
    "--no-min-parents": flag(min_parents=0),
    "--no-max-parents": flag(max_parents=-1),
    "--boundary": flag(boundary=True),
    "--left-right": flag(left_right=True),
    "--merge": flag(shows_merge=True, limited=True),
    "--left-only": flag_without("right_only", "--left-only", "--right-only/--cherry", left_only=True, limited=True),
    "--right-only": flag_without("left_only", "--right-only", "--left-only", right_only=True, limited=True),
    "--cherry": flag_without(
        "left_only", "--cherry", "--left-only", cherry_mark=True, right_only=True, limited=True, max_parents=1
    ),
    "--cherry-mark": flag_without("cherry_pick", "--cherry-mark", "--cherry-pick", cherry_mark=True, limited=True),
    "--cherry-pick": flag_without("cherry_mark", "--cherry-pick", "--cherry-mark", cherry_pick=True, limited=True),
    "--count": flag(counts=True),
    "--objects": objects(),
    "--objects-edge": objects("edge"),
    "--objects-edge-aggressive": objects("edge", "aggressive"),
    "--verify-objects": objects("verify"),
    "--unpacked": flag(unpacked=True),
    "--no-kept-objects": keep_all,
    "-v": flag(verbose=True),
    "--pretty": lambda given: set_format(given, None),
    "--expand-tabs": flag(expand_tabs=TAB),
    "--no-expand-tabs": flag(expand_tabs=0),
    "--show-notes": lambda given: given.notes.show_usual(),
    "--notes": lambda given: given.notes.show_usual(),
    "--no-notes": lambda given: given.notes.show_none(),
    "--standard-notes": lambda given: given.notes.take_usual(),
    "--no-standard-notes": lambda given: given.notes.leave_usual(),
    "--show-notes-by-default": lambda given: given.notes.default(),
    "--show-signature": flag(shows_signature=True),
    "--no-show-signature": flag(shows_signature=False),
    "--log-size": flag(log_size=True),
    "--encode-email-headers": flag(encodes_headers=True),
    "--no-encode-email-headers": flag(encodes_headers=False),
    "--oneline": take_one_line,
    "--graph": flag(graph=True),
    "--no-graph": flag(graph=False),
    "--show-linear-break": flag(linear_break=BREAK),
    "--no-abbrev": flag(abbrev=0),
    "--abbrev": flag(abbrev=DEFAULT_ABBREV),
    "--abbrev-commit": flag(abbrev_commit=True, abbrev_commit_said=True),
    "--no-abbrev-commit": flag(abbrev_commit=False),
    "--show-pulls": flag(show_pulls=True),
    "--full-history": flag(full_history=True),
    "--relative-date": flag(date="relative"),
    "--basic-regexp": flag(pattern_kind="basic"),
    "--extended-regexp": flag(pattern_kind="extended"),
    "-E": flag(pattern_kind="extended"),
    "--regexp-ignore-case": flag(ignore_case=True),
    "-i": flag(ignore_case=True),
    "--fixed-strings": flag(pattern_kind="fixed"),
    "-F": flag(pattern_kind="fixed"),
    "--perl-regexp": flag(pattern_kind="perl"),
    "-P": flag(pattern_kind="perl"),
    "--all-match": flag(all_match=True),
    "--invert-grep": flag(invert=True),
    "--reverse": turn,
    "--children": flag(children=True, limited=True),
    "--quiet": flag(quiet=True),
}  # fmt: skip
# Options that ask for differences, which rev-list refuses.
DIFFERENCES = ("-r", "-t", "--full-diff")
# Options of differences, without which a walk that shows none goes as well.
NO_MATTER = frozenset((
    "-z", "-a", "--text", "-b", "-w", "-m", "-R", "-M", "-C", "-B", "--root", "--always", "--no-commit-id",
    "--exit-code", "--ext-diff", "--no-ext-diff", "--textconv", "--no-textconv", "--full-index", "--no-renames",
    "--find-renames", "--find-copies", "--find-copies-harder", "--no-diff-merges", "--no-color", "--no-prefix",
    "--ignore-submodules", "--submodule", "--minimal", "--patience", "--histogram",
    "--diff-algorithm", "--no-relative", "--relative", "--no-patch", "-s",
))  # fmt: skip


def take_color(given: Given, name: str, value: str | None) -> bool:
    """Take --color or --no-color; whether it was one of them."""
    if name == "--color":
        given.color = "always" if value is None else value
    elif name == "--no-color" and value is None:
        given.color = "never"
    else:
        return False
    return True


def take_diff_option(given: Given, name: str, value: str | None) -> int:
    """Take an option of differences that does not ask for one; gives how many words it took."""
    if take_color(given, name, value):
        return 1
    if name in DIFFERENCES and value is None:
        given.diff = True
        return 1
    return 1 if name in NO_MATTER else 0
