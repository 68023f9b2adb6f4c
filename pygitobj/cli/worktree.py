"""`worktree`: the worktrees that share a repository. Of git's subcommands `list` is here.

Follows git's Documentation/git-worktree.
"""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Sequence

from pygitobj.cli.parse_options import (
    HelpRequestedError,
    Option,
    Options,
    Spec,
    UsageError,
    parse_options,
    usage_text,
)
from pygitobj.cli.session import Session
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.expiry import parse_expiry
from pygitobj.formats.quote import quote_c
from pygitobj.jobs.inspect.worktrees import NEVER, Worktree, list_worktrees
from pygitobj.refs.short_names import shortened
from pygitobj.repository.repository import Repository

LIST_USAGE = "git worktree list [-v | --porcelain [-z]]"
USAGE = (
    "git worktree add [-f] [--detach] [--checkout] [--lock [--reason <string>]]\n"
    "                 [--orphan] [(-b | -B) <new-branch>] <path> [<commit-ish>]",
    LIST_USAGE,
    "git worktree lock [--reason <string>] <worktree>",
    "git worktree move <worktree> <new-path>",
    "git worktree prune [-n] [-v] [--expire <expire>]",
    "git worktree remove [-f] <worktree>",
    "git worktree repair [<path>...]",
    "git worktree unlock <worktree>",
)
SPEC = Spec(
    usage=(LIST_USAGE,),
    options=(
        Option("porcelain", "flag", "machine-readable output", long="porcelain"),
        Option("verbose", "flag", "show extended annotations and reasons, if available", short="v", long="verbose"),
        Option(
            "expire",
            "value",
            "add 'prunable' annotation to missing worktrees older than <time>",
            long="expire",
            argument="<expiry-date>",
        ),
        Option("nul", "flag", "terminate records with a NUL character", short="z", negatable=False),
    ),
)
NOT_HERE = ("add", "lock", "move", "prune", "remove", "repair", "unlock")


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(usage_text(Spec(USAGE, ())))
    with session.open_repository() as repository:
        if not words or words[0] != "list":
            raise refused(words)
        parsed = parse_options(SPEC, words[1:])
        given = parsed.options
        if parsed.arguments:
            raise UsageError(usage_text(SPEC))
        porcelain, nul = given.flag("porcelain"), given.flag("nul")
        if porcelain and given.flag("verbose"):
            raise GitObjectError("options '--verbose' and '--porcelain' cannot be used together")
        if nul and not porcelain:
            raise GitObjectError("the option '-z' requires '--porcelain'")
        found = list_worktrees(repository, expiry(given))
        text = (
            porcelain_text(repository, found, "\0" if nul else "\n") if porcelain else shown(repository, found, given)
        )
    sys.stdout.write(text)
    return 0


def refused(words: Sequence[str]) -> Exception:
    """Why what `words` say is not done."""
    word = words[0] if words else ""
    if word in NOT_HERE:
        return UnsupportedError(f"worktree {word} is not supported: worktrees are listed, and changed by nothing here")
    said = f"error: unknown subcommand: `{word}'\n" if word else "error: need a subcommand\n"
    return UsageError(f"{said}{usage_text(Spec(USAGE, ()))}")


def expiry(given: Options) -> int:
    """The moment that --expire says. Raises GitObjectError."""
    text = given.text("expire")
    if text is None:
        return NEVER
    moment = parse_expiry(text, int(time.time()))
    if moment is None:
        raise GitObjectError(f"malformed expiration date '{text}'")
    return moment


def porcelain_text(repository: Repository, found: list[Worktree], end: str) -> str:
    """The worktrees for programs: a line for each thing that is known, an empty one after each worktree."""
    parts: list[str] = []
    for one in found:
        parts.append(f"worktree {one.path}")
        if one.is_bare:
            parts.append("bare")
        else:
            parts.append(f"HEAD {repository.format.null_id if one.head is None else one.head}")
            if one.branch is not None:
                parts.append(f"branch {one.branch}")
            elif not one.is_broken:
                parts.append("detached")
        if one.locked is not None:
            reason = one.locked if end == "\0" else quoted(one.locked, fully=quotes_fully(repository))
            parts.append(f"locked {reason}" if one.locked else "locked")
        if one.prunable is not None:
            parts.append(f"prunable {one.prunable}")
        parts.append("")
    return "".join(part + end for part in parts)


def quotes_fully(repository: Repository) -> bool:
    """Whether bytes beyond ASCII are quoted."""
    return repository.config.get_bool("core.quotePath", True)


def quoted(text: str, *, fully: bool) -> str:
    """`text`, within quotes where it needs them."""
    return os.fsdecode(quote_c(os.fsencode(text), fully=fully))


def shown(repository: Repository, found: list[Worktree], given: Options) -> str:
    """The worktrees for people, in columns."""
    fully = quotes_fully(repository)
    paths = [quoted(one.path, fully=fully) for one in found]
    width = max(map(width_of, paths))
    ids = short_ids(repository)
    shorts = [ids.short(repository.format.null_id if one.head is None else one.head) for one in found]
    digits = max(ids.usual, *map(len, shorts))
    lines = []
    for one, path, short in zip(found, paths, shorts, strict=True):
        line = path + " " * (1 + width - width_of(path))
        line += "(bare)" if one.is_bare else f"{short:<{digits}} {what_it_is_on(repository, one)}"
        lines.append(line + notes(one, verbose=given.flag("verbose")) + "\n")
    return "".join(lines)


def what_it_is_on(repository: Repository, one: Worktree) -> str:
    """The branch of a worktree, as the list shows it."""
    if one.branch is None:
        return "(error)" if one.is_broken else "(detached HEAD)"
    return f"[{shortened(repository.ref_store, one.branch)}]"


def notes(one: Worktree, *, verbose: bool) -> str:
    """What is told of a worktree that is locked or may be removed, with reasons where that is asked for."""
    text = ""
    for what, reason in (("locked", one.locked), ("prunable", one.prunable)):
        if reason is not None:
            text += f"\n\t{what}: {reason}" if verbose and reason else f" {what}"
    return text


def width_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text
    )
