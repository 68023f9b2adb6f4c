"""`branch`, as far as it lists.

    * main      the branch that HEAD is on; `+` is one that another worktree is on
      other

Follows git's Documentation/git-branch.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.for_each_ref import template_given
from pygitobj.cli.list_options import COLUMN, FORMAT, IGNORE_CASE, OMIT_EMPTY, SORT, keys_of, refuse_columns
from pygitobj.cli.parse_options import Group, Option, Options, Spec, UsageError, parse_options, show_help, usage_text
from pygitobj.cli.pretty.items import BRANCH, DETACHED, REMOTE, Item
from pygitobj.cli.pretty.world import World
from pygitobj.cli.ref_filter import Filter, Sought, by_reach, filter_given, items_of, listed_refs, matcher, walk_options
from pygitobj.cli.ref_list import COLOR, colors_wanted, ordered, print_items
from pygitobj.cli.session import Session
from pygitobj.cli.short_ids import ABBREV, digits_given
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.color import color_codes
from pygitobj.formats.display_width import width_of
from pygitobj.refs.values import Listed, Symbolic
from pygitobj.repository.repository import Repository

WALKS = walk_options("branches", "that")
REMOTES = Option("which", "choice", "act on remote-tracking branches", short="r", long="remotes")
ALL = Option("which", "choice", "list both remote-tracking and local branches", short="a", long="all")
HEADS, REMOTE_HEADS = "refs/heads/", "refs/remotes/"
SPEC = Spec(
    usage=(
        "git branch [<options>] [-r | -a] [--merged] [--no-merged]",
        "git branch [<options>] [-f] [--recurse-submodules] <branch-name> [<start-point>]",
        "git branch [<options>] [-l] [<pattern>...]",
        "git branch [<options>] [-r] (-d | -D) <branch-name>...",
        "git branch [<options>] (-m | -M) [<old-branch>] <new-branch>",
        "git branch [<options>] (-c | -C) [<old-branch>] <new-branch>",
        "git branch [<options>] [-r | -a] [--points-at]",
        "git branch [<options>] [-r | -a] [--format]",
    ),
    options=(
        Group("Generic options"),
        Option("verbose", "count", "show hash and subject, give twice for upstream branch", short="v", long="verbose"),
        Option("quiet", "flag", "suppress informational messages", short="q", long="quiet"),
        Option(
            "track", "switch", "set branch tracking configuration", short="t", long="track",
            argument="(direct|inherit)",
        ),
        Option("track", "switch", "", long="set-upstream", hidden=True),
        Option(
            "upstream", "value", "change the upstream info", short="u", long="set-upstream-to",
            argument="<upstream>",
        ),
        Option("unset_upstream", "flag", "unset the upstream info", long="unset-upstream"),
        COLOR,
        REMOTES,
        WALKS["contains"],
        WALKS["no_contains"],
        WALKS["with"],
        WALKS["without"],
        ABBREV,
        Group("Specific git-branch actions:"),
        ALL,
        Option("delete", "flag", "delete fully merged branch", short="d", long="delete"),
        Option("delete", "flag", "delete branch (even if not merged)", short="D"),
        Option("move", "flag", "move/rename a branch and its reflog", short="m", long="move"),
        Option("move", "flag", "move/rename a branch, even if target exists", short="M"),
        OMIT_EMPTY,
        Option("copy", "flag", "copy a branch and its reflog", short="c", long="copy"),
        Option("copy", "flag", "copy a branch, even if target exists", short="C"),
        Option("list", "flag", "list branch names", short="l", long="list"),
        Option("show_current", "flag", "show current branch name", long="show-current"),
        Option("reflog", "flag", "create the branch's reflog", long="create-reflog"),
        Option("description", "flag", "edit the description for the branch", long="edit-description"),
        Option("force", "flag", "force creation, move/rename, deletion", short="f", long="force"),
        WALKS["merged"],
        WALKS["no_merged"],
        COLUMN._replace(help="list branches in columns"),
        SORT,
        Option(
            "points_at", "value", "print only branches of the object", long="points-at", argument="<object>"
        ),
        IGNORE_CASE,
        Option("recurse", "flag", "recurse through submodules", long="recurse-submodules"),
        FORMAT,
    ),
)  # fmt: skip
ACTIONS = ("delete", "move", "copy", "upstream", "show_current", "description", "unset_upstream")
ONLY_LISTED = "branches are only listed, not made, changed or deleted: this is not supported yet"
SLOTS = {
    "current": "green",
    "local": "normal",
    "remote": "red",
    "upstream": "blue",
    "worktree": "cyan",
    "reset": "reset",
}


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    show_help(SPEC, words)
    with session.open_repository() as repository:
        is_detached = detached(repository)
        sought = Sought(repository)
        parsed = parse_options(sought.read_in(SPEC), words)
        given = parsed.options
        lists = (
            given.flag("list")
            or any(key in given for key in ("contains", "no_contains", "merged", "no_merged"))
            or bool(given.texts("points_at"))
        )
        actions = [key for key in ACTIONS if given.wants(key)]
        if not actions and not parsed.arguments:
            lists = True
        if len(actions) + lists > 1 or (not actions and not lists and len(parsed.arguments) > 2):
            raise UsageError(usage_text(SPEC))
        if actions == ["show_current"]:
            return print_current(repository)
        if not lists:
            raise UnsupportedError(ONLY_LISTED)
        refuse_columns(given, "--verbose" if given.count("verbose") else None)
        list_branches(sought, given, parsed.arguments, is_detached=is_detached)
    return 0


def detached(repository: Repository) -> bool:
    """Whether HEAD is on no branch. Raises GitObjectError where it is on what is none."""
    value = repository.ref_store.backend.read("HEAD")
    if value is None:
        raise GitObjectError("failed to resolve HEAD as a valid ref")
    if not isinstance(value, Symbolic):
        return True
    if not repository.ref_store.resolve("HEAD").name.startswith(HEADS):
        raise GitObjectError("HEAD not found below refs/heads!")
    return False


def print_current(repository: Repository) -> int:
    """Print the name of the branch that HEAD is on, if it is on one; gives the exit code."""
    found = repository.ref_store.resolve("HEAD")
    if found.symbolic:
        sys.stdout.write(f"{found.name.removeprefix(HEADS)}\n")
    return 0


def list_branches(sought: Sought, given: Options, patterns: Sequence[str], *, is_detached: bool) -> None:
    """Print the branches that match `patterns`, of which options name what is `sought`."""
    world = World(sought.repository, use_color=colors_wanted(sought.repository, given, ("color.branch", "color.ui")))
    which = given.mode("which")
    keys = keys_of(world, given, "branch.sort")
    verbose = given.count("verbose")
    wanted = filter_given(sought, given, patterns, as_paths=False, commits_alone=verbose > 0)
    prefixes = {None: [HEADS], REMOTES: [REMOTE_HEADS], ALL: [HEADS, REMOTE_HEADS]}[which]
    listed = listed_refs(world, wanted, prefixes)
    if is_detached and which is not REMOTES:
        listed = with_head(world, wanted, listed)
    ignore_case = given.flag("ignore_case")
    items = ordered(
        world, by_reach(world, wanted, list(items_of(world, wanted, listed))), keys, ignore_case=ignore_case,
        head_first=True,
    )  # fmt: skip
    text = given.text("format")
    if text is None:
        text = usual_format(world, items, given, remote_prefix="" if which is REMOTES else "remotes/")
    print_items(world, items, template_given(text), omit_empty=given.flag("omit_empty"))


def with_head(world: World, wanted: Filter, listed: Iterator[Listed]) -> Iterator[Listed]:
    """HEAD if it matches, and then those `listed`."""
    oid = world.refs.get("HEAD")
    if oid is not None and (not wanted.patterns or matcher(wanted.patterns, wanted)("HEAD")):
        yield Listed("HEAD", oid)
    yield from listed


def usual_format(world: World, items: Sequence[Item], given: Options, *, remote_prefix: str) -> str:
    """The format of a list for which none was given."""
    colors = colors_of(world)
    verbose = given.count("verbose")
    local = (
        f"%(if)%(HEAD)%(then)* {colors['current']}%(else)%(if)%(worktreepath)%(then)+ {colors['worktree']}"
        f"%(else)  {colors['local']}%(end)%(end)"
    )
    remote = f"  {colors['remote']}"
    reset = colors["reset"]
    leads = "%(if)%(symref)%(then) -> %(symref:short)"
    if not verbose:
        local += f"%(refname:lstrip=2){reset}{leads}%(end)"
        remote += f"{remote_prefix}%(refname:lstrip=2){reset}{leads}%(end)"
    else:
        digits = digits_given(given, default=None)
        oid = (
            "%(objectname:short)" if digits is None else f"%(objectname:short={digits})" if digits else "%(objectname)"
        )
        width = max((width_shown(world, item, remote_prefix) for item in items), default=0)
        local += f"%(align:{width},left)%(refname:lstrip=2)%(end){reset} {oid} "
        if verbose > 1:
            local += (
                f"%(if:notequals=*)%(HEAD)%(then)%(if)%(worktreepath)%(then)({colors['worktree']}%(worktreepath)"
                f"{reset}) %(end)%(end)%(if)%(upstream)%(then)[{colors['upstream']}%(upstream:short){reset}"
                "%(if)%(upstream:track)%(then): %(upstream:track,nobracket)%(end)] %(end)%(contents:subject)"
            )
        else:
            local += "%(if)%(upstream:track)%(then)%(upstream:track) %(end)%(contents:subject)"
        remote += (
            f"%(align:{width},left){remote_prefix}%(refname:lstrip=2)%(end){reset}{leads}"
            f"%(else) {oid} %(contents:subject)%(end)"
        )
    return f"%(if:notequals=refs/remotes)%(refname:rstrip=-2)%(then){local}%(else){remote}%(end)"


def colors_of(world: World) -> dict[str, str]:
    """What makes a terminal show each part in its colour, nothing where no colours are wanted."""
    found = {}
    for slot, usual in SLOTS.items():
        text = world.repository.config.get(f"color.branch.{slot}") or usual
        codes = color_codes(text)
        if codes is None:
            raise GitObjectError(f"invalid color value: {text}")
        found[slot] = codes.decode("ascii") if world.use_color else ""
    return found


def width_shown(world: World, item: Item, remote_prefix: str) -> int:
    """How many columns the name of `item` takes."""
    name = item.name
    if item.kind == DETACHED:
        name = world.head_description
    elif item.kind == BRANCH:
        name = name.removeprefix(HEADS)
    elif item.kind == REMOTE:
        name = remote_prefix + name.removeprefix(REMOTE_HEADS)
    return width_of(name.encode("utf-8", "surrogateescape"))
