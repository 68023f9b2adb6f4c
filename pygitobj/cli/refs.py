"""`refs`: what is done with references, each by a word of its own.

Follows git's Documentation/git-refs.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from pygitobj.cli.pack_refs import OPTIONS
from pygitobj.cli.parse_options import HelpRequestedError, Spec, UsageError, usage_text
from pygitobj.cli.session import Session
from pygitobj.errors import UnsupportedError

# Each word, the module that does it, and its usage; the module has `run_refs(session, words)`.
SUBCOMMANDS = {
    "exists": ("refs_exists", "git refs exists <ref>"),
    "optimize": ("pack_refs", f"git refs optimize {OPTIONS}"),
}
# What git has besides.
NOT_YET = ("migrate", "verify", "list")


def usage() -> str:
    """The usage of all of them."""
    return usage_text(Spec(tuple(line for _, line in SUBCOMMANDS.values()), ()))


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if not words:
        raise UsageError(f"error: need a subcommand\n{usage()}")
    word, *rest = words
    if word == "-h":
        raise HelpRequestedError(usage())
    if word in NOT_YET and word not in SUBCOMMANDS:
        raise UnsupportedError(f"refs {word} is not supported yet")
    if word.startswith("-"):
        kind = "option" if word.startswith("--") else "switch"
        raise UsageError(f"error: unknown {kind} `{word.lstrip('-')[: None if kind == 'option' else 1]}'\n{usage()}")
    if word not in SUBCOMMANDS:
        raise UsageError(f"error: unknown subcommand: `{word}'\n{usage()}")
    return int(import_module(f"pygitobj.cli.{SUBCOMMANDS[word][0]}").run_refs(session, rest))
