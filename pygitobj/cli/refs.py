"""`refs`: what is done with references, each by a word of its own.

Follows git's Documentation/git-refs.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from pygitobj.cli.for_each_ref import WORDS
from pygitobj.cli.pack_refs import OPTIONS
from pygitobj.cli.parse_options import HelpRequestedError, Spec, UsageError, usage_text
from pygitobj.cli.session import Session

# Each word, the module that does it, which has `run_refs(session, words)`, and its usage.
SUBCOMMANDS = {
    "migrate": ("refs_migrate", "git refs migrate --ref-format=<format> [--no-reflog] [--dry-run]"),
    "verify": ("refs_verify", "git refs verify [--strict] [--verbose]"),
    "list": ("for_each_ref", f"git refs list {WORDS}"),
    "exists": ("refs_exists", "git refs exists <ref>"),
    "optimize": ("pack_refs", f"git refs optimize {OPTIONS}"),
}


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
    if word.startswith("-"):
        kind = "option" if word.startswith("--") else "switch"
        raise UsageError(f"error: unknown {kind} `{word.lstrip('-')[: None if kind == 'option' else 1]}'\n{usage()}")
    if word not in SUBCOMMANDS:
        raise UsageError(f"error: unknown subcommand: `{word}'\n{usage()}")
    module = SUBCOMMANDS[word][0]
    return int(import_module(f"pygitobj.cli.{module}").run_refs(session, rest))
