"""Atoms that references have of themselves: names, where they lead, what they build on; and those of control.

Follows git's Documentation/git-for-each-ref, "FIELD NAMES".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.items import BRANCH, DETACHED, Item
from pygitobj.cli.pretty.named_commits import commit_of
from pygitobj.cli.pretty.world import World
from pygitobj.cli.session import warn
from pygitobj.errors import GitObjectError
from pygitobj.formats.color import color_codes
from pygitobj.formats.numbers import LARGEST_INT, is_digit, parse_signed
from pygitobj.refs.short_names import without_first, without_last
from pygitobj.walk.distances import distances

Text = Callable[[World, Item], bytes]
Cut = Callable[[World, str], str]
HEADS = "refs/heads/"
CONTROL = ("align", "end", "if", "then", "else")
OF_COMMITS = ("ahead-behind", "is-base")
OF_REFERENCES = (
    "refname", "symref", "upstream", "push", "HEAD", "worktreepath", "color", "rest", *OF_COMMITS, *CONTROL,
)  # fmt: skip


def parse(base: str, name: str, argument: str | None) -> Text:
    """The text of the atom `base`, which was called `name`. Raises GitObjectError in git's words."""
    if base in CONTROL:
        return lambda _, __: b""
    if base == "refname":
        cut = cut_given(name, argument)
        return lambda world, item: encoded(world.head_description if item.kind == DETACHED else cut(world, item.name))
    if base == "symref":
        cut = cut_given(name, argument)
        return lambda world, item: b"" if item.ref.target is None else encoded(cut(world, item.ref.target))
    if base in ("upstream", "push"):
        return tracking(base, name, argument)
    if base in OF_COMMITS:
        return of_commit(base, argument)
    if base == "color":
        return color(argument)
    if base == "rest":
        raise GitObjectError(f"this command reject atom %({name})")
    if base == "HEAD":
        if argument is not None:
            raise GitObjectError("%(HEAD) does not take arguments")
        return lambda world, item: b"*" if item.name == world.head else b" "
    return lambda world, item: encoded(world.checked_out.get(item.name, "")) if item.kind == BRANCH else b""


def encoded(text: str) -> bytes:
    """The bytes of a name or path."""
    return text.encode("utf-8", "surrogateescape")


def as_it_is(_: World, name: str) -> str:
    """`name`."""
    return name


def cut_given(name: str, argument: str | None) -> Cut:
    """How a reference's name is cut. Raises GitObjectError."""
    if argument is None:
        return as_it_is
    if argument == "short":
        return lambda world, full: world.short_name(full)
    for key, shown, cut in (
        ("lstrip=", "lstrip", without_first),
        ("strip=", "lstrip", without_first),
        ("rstrip=", "rstrip", without_last),
    ):
        if argument.startswith(key):
            text = argument.removeprefix(key)
            count = parse_signed(text, LARGEST_INT)
            if not isinstance(count, int) or not is_digit(text, len(text) - 1):
                raise GitObjectError(f"Integer value expected refname:{shown}={text}")
            return cutter(cut, count)
    raise GitObjectError(f"unrecognized %({name.partition(':')[0]}) argument: {argument}")


def cutter(cut: Callable[[str, int], str], count: int) -> Cut:
    """Takes `count` parts off."""
    return lambda _, name: cut(name, count)


# What a branch builds on


def tracking(base: str, name: str, argument: str | None) -> Text:
    """`upstream` and `push`. Raises GitObjectError."""
    way, cut = "name", cut_given(name, None)
    brackets = True
    for word in [] if argument is None else argument.split(","):
        if word in ("track", "trackshort", "remotename", "remoteref"):
            way = word
        elif word == "nobracket":
            brackets = False
        else:
            way, cut = "name", cut_given(name, argument)

    def shown(world: World, item: Item) -> bytes:
        if not item.name.startswith(HEADS):
            return b""
        branch = item.name.removeprefix(HEADS)
        known = world.tracking
        if base == "push" and way in ("remotename", "remoteref"):
            remote, is_named = known.push_remote_of(branch)
            return encoded((remote if is_named else "") if way == "remotename" else known.push_ref_of(branch) or "")
        there = known.upstream_of(branch) if base == "upstream" else known.push_of(branch)
        if there is None:
            return b""
        if way == "remotename":
            remote, is_named = known.remote_of(branch)
            return encoded(remote if is_named else "")
        if way == "remoteref":
            return encoded(known.merge_of(branch) or "")
        if way == "name":
            return encoded(cut(world, there))
        return track(world, item, there, short=way == "trackshort", brackets=brackets)

    return shown


def track(world: World, item: Item, there: str, *, short: bool, brackets: bool) -> bytes:
    """How far the branch of `item` and the reference `there` are apart."""
    other = world.refs.get(there)
    base = None if other is None else commit_of(world.repository, other)
    own = commit_of(world.repository, item.object.id)
    if base is None or own is None:
        return b"" if short else b"[gone]" if brackets else b"gone"
    numbers = world.history.number(own), world.history.number(base)
    ahead, behind = distances(world.history, numbers[:1], numbers[1:])[0][0]
    if short:
        return {(False, False): b"=", (False, True): b"<", (True, False): b">"}.get((ahead > 0, behind > 0), b"<>")
    parts = [f"{word} {count}" for word, count in (("ahead", ahead), ("behind", behind)) if count]
    text = ", ".join(parts).encode()
    return b"[" + text + b"]" if text and brackets else text


def of_commit(name: str, argument: str | None) -> Text:
    """`ahead-behind` and `is-base`: how references stand to a commit. Raises GitObjectError."""
    if argument is None:
        raise GitObjectError(f"expected format: %({name}:<committish>)")
    commit = argument
    if name == "is-base":
        return lambda world, item: b"(%s)" % encoded(commit) if world.together.is_base(item.name, commit) else b""

    def shown(world: World, item: Item) -> bytes:
        found = world.together.distance(item.name, commit)
        return b"" if found is None else b"%d %d" % found

    return shown


def color(argument: str | None) -> Text:
    """`color`. Raises GitObjectError."""
    if argument is None:
        raise GitObjectError("expected format: %(color:<color>)")
    codes = color_codes(argument)
    if codes is None:
        warn(f"error: invalid color value: {argument}")
        raise GitObjectError(f"unrecognized color: %(color:{argument})")
    found = codes
    return lambda world, _: found if world.use_color else b""
