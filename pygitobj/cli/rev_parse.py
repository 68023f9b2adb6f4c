"""`rev-parse`: names as ids, options sorted, and where things are; whatever needs no walk.

Words are taken one after another, and each is answered before the next one is looked at. Follows git's
Documentation/git-rev-parse.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from pygitobj.cli.output import send_text
from pygitobj.cli.parse_options import HelpRequestedError
from pygitobj.cli.rev_parse_flags import date_flag, is_rev_flag
from pygitobj.cli.rev_parse_names import Names
from pygitobj.cli.rev_parse_places import ABSOLUTE, RELATIVE, Places, resolved_git_dir
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RevisionError
from pygitobj.formats.numbers import strtoul
from pygitobj.oid import ObjectFormat
from pygitobj.repository.environment import LOCAL
from pygitobj.repository.repository import Repository
from pygitobj.revisions.context import RefusedRevisionError
from pygitobj.revisions.path_words import MAGIC, require_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.rev_parse_lists import Lists

USAGE = """\
usage: git rev-parse --parseopt [<options>] -- [<args>...]
   or: git rev-parse --sq-quote [<arg>...]
   or: git rev-parse [<options>] [<arg>...]

Run "git rev-parse --parseopt -h" for more information on the first usage.
"""
LISTS = {"--branches": "refs/heads/", "--tags": "refs/tags/", "--remotes": "refs/remotes/"}
MODES = ("storage", "compat", "input", "output")
LEAST_DIGITS = 4
# Where --quiet leaves out what is fatal.
QUIET_EXIT = 128
# Where two options exclude each other.
TOGETHER_EXIT = 255


class TogetherError(Exception):
    """Options that exclude each other; the argument is git's message."""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if words and words[0] == "--parseopt":
        from pygitobj.cli import rev_parse_parseopt  # for scripts alone

        return rev_parse_parseopt.run(words[1:])
    if words and words[0] == "--sq-quote":
        from pygitobj.formats.script_quote import shell_word  # as this

        sys.stdout.write("".join(f" {shell_word(word)}" for word in words[1:]) + "\n")
        return 0
    if list(words) in (["-h"], ["--help"]):
        raise HelpRequestedError(USAGE)
    try:
        return Parser(session, list(words)).run()
    except RefusedRevisionError as error:
        if str(error):
            raise
        return QUIET_EXIT
    except TogetherError as error:
        warn(f"error: {error}")
        return TOGETHER_EXIT


def show_ranged(names: Names, word: str) -> bool:
    """Print what `word` says, if it is a range, or a commit's parents or what it is without them."""
    if ".." not in word and "^" not in word:
        return False
    from pygitobj.cli.rev_parse_ranges import show_parents, show_range  # most words are names alone

    return show_range(names, word) or show_parents(names, word)


class Parser:
    """The words, what they have said so far, and the answers, which go to standard output one by one."""

    def __init__(self, session: Session, words: list[str]) -> None:
        self.session = session
        self.words = words
        self.has_dashes = "--" in words
        self.opened: Repository | None = None
        # What is shown: flags, what is no flag, revisions, what is none.
        self.flags = self.others = self.revs = self.non_revs = True
        self.default: str | None = None
        self.verify = self.quiet = self.shell = self.options_ended = False
        self.as_is = 0
        self.prefix: str | None = None
        self.found: list[tuple[bool, str]] = []

    @property
    def repository(self) -> Repository:
        """The repository, looked for when a word needs it first."""
        if self.opened is None:
            self.opened = self.session.open_repository()
            self.names = Names(self.opened, self.show)
            self.places = Places(self.opened)
        return self.opened

    @cached_property
    def lists(self) -> Lists:
        """What prints many references, or objects."""
        from pygitobj.cli.rev_parse_lists import Lists  # most words are names

        _ = self.repository
        return Lists(self.names)

    def run(self) -> int:
        """Answer all words; gives the exit code."""
        if not self.words:
            _ = self.repository
        rest = iter(self.words)
        for word in rest:
            if self.as_is:
                self.show_file(word, self.prefix)
                if self.as_is < 2:
                    self.require_path(word, is_first=False)
            elif word == "--" or (word.startswith("-") and not self.options_ended):
                self.option(word, lambda what: argument(rest, what))
            elif not self.name(word):
                if self.verify:
                    return self.no_single()
                if self.has_dashes:
                    raise RevisionError(f"bad revision '{word}'")
                self.as_is = 1
                if not self.show_file(word, self.prefix):
                    break
                self.require_path(word, is_first=True)
        return self.end()

    def end(self) -> int:
        """What is left to be said once all words are; gives the exit code."""
        if not self.verify:
            self.show_default()
            return 0
        if len(self.found) == 1:
            is_hidden, name = self.found[0]
            if self.revs:
                self.names.show_name(name, hidden=is_hidden)
            return 0
        if not self.found and self.show_default():
            return 0
        return self.no_single()

    def no_single(self) -> int:
        """The exit code where not one revision was named. Raises RevisionError."""
        if self.quiet:
            return 1
        raise RevisionError("Needed a single revision")

    # What is printed

    def show(self, text: str, mark: str = "") -> None:
        """Print `text`, with `mark` before it."""
        quoted = "'{}' ".format(text.replace("'", "'\\''"))
        send_text(mark + (quoted if self.shell else f"{text}\n"))

    def show_default(self) -> bool:
        """Print what --default says, if nothing else has come; whether it was."""
        name, self.default = self.default, None
        if name is None or self.names.find(name, quiet=False) is None:
            return False
        if self.revs:
            self.names.show_name(name)
        return True

    def show_file(self, word: str, prefix: str | None = None) -> bool:
        """Print `word`, which is no revision, with `prefix` before it if such is shown; whether it was."""
        self.show_default()
        if not (self.others and self.non_revs):
            return False
        _ = self.repository
        self.show(word if prefix is None or os.path.isabs(word) else prefix + word)
        return True

    def require_path(self, word: str, *, is_first: bool) -> None:
        """Raises GitObjectError unless `word` is a path that is there, or a pattern for paths."""
        require_path(self.repository.revisions, word, is_first=is_first, prefix=self.prefix)

    def name(self, word: str) -> bool:
        """Answer `word` if it is a range, a shorthand or a name; whether it was."""
        if word.startswith(MAGIC):
            return False  # a pattern for paths
        _ = self.repository
        names = self.names
        names.is_shown = self.revs
        if show_ranged(names, word):
            self.default = None if self.revs else self.default
            return True
        is_hidden = word.startswith("^")
        name = word[is_hidden:]
        if names.find(name, quiet=self.quiet) is None:
            return False
        if self.verify:
            self.found.append((is_hidden, name))
        elif self.revs:
            self.default = None
            names.show_name(name, hidden=is_hidden)
        return True

    # Options

    def option(self, word: str, value: Callable[[str], str]) -> None:
        """Do what the option `word` says; `value` gives the word after it. Raises GitObjectError."""
        if word == "--local-env-vars":
            sys.stdout.write("".join(f"{name}\n" for name in LOCAL))
            return
        if word == "--resolve-git-dir":
            sys.stdout.write(f"{resolved_git_dir(value(word), os.environ)}\n")
            return
        _ = self.repository
        if word == "--":
            self.as_is = 2
            if self.flags or self.revs:
                self.show_file(word)
        elif not (self.filter(word, value) or self.form(word) or self.list(word) or self.place(word, value)):
            self.other(word, value)

    def filter(self, word: str, value: Callable[[str], str]) -> bool:
        """Take an option that says what is shown; whether it is one."""
        if word == "--default":
            self.default = value(word)
        elif word == "--prefix":
            self.prefix = self.names.prefix = value(word)
        elif word == "--revs-only":
            self.non_revs = False
        elif word == "--no-revs":
            self.revs = False
        elif word == "--flags":
            self.others = False
        elif word == "--no-flags":
            self.flags = False
        elif word == "--verify":
            self.flags = self.non_revs = False
            self.verify = True
        elif word in ("--quiet", "-q"):
            self.quiet = True
        else:
            return False
        return True

    def form(self, word: str) -> bool:
        """Take an option that says how revisions are shown; whether it is one."""
        name, equals, text = word.partition("=")
        names = self.names
        if name == "--short":
            self.flags = self.non_revs = False
            self.verify = True
            names.digits = 0 if not equals else max(LEAST_DIGITS, strtoul(text)[0])
        elif word == "--sq":
            self.shell = True
        elif word == "--not":
            names.is_turned = not names.is_turned
        elif word in ("--symbolic", "--symbolic-full-name"):
            names.symbolic = word
        elif name == "--output-object-format":
            names.format = self.format_shown(text if equals else None)
        elif name == "--abbrev-ref":
            if equals and text not in ("strict", "loose"):
                raise GitObjectError(f"unknown mode for --abbrev-ref: {text}")
            names.abbreviates = text or "default"
        else:
            return False
        return True

    def list(self, word: str) -> bool:
        """Take an option that names many; whether it is one."""
        name, equals, text = word.partition("=")
        self.names.is_shown = self.revs
        if word == "--all":
            self.lists.show_refs("refs/", None, "")
        elif name in LISTS:
            if self.lists.exclusions.hidden is not None:
                raise TogetherError(f"options '--exclude-hidden' and '{name}' cannot be used together")
            self.lists.show_refs(LISTS[name], text if equals else None, LISTS[name])
        elif name == "--glob" and equals:
            self.lists.show_refs("", text, "")
        elif name == "--exclude" and equals:
            self.lists.exclusions.add(text)
            return True
        elif name == "--exclude-hidden" and equals:
            self.lists.exclusions.add_hidden(text)
            return True
        elif word == "--bisect":
            self.lists.show_bisection()
        elif name == "--disambiguate" and equals:
            self.lists.show_candidates(text)
        else:
            return False
        self.default = None if self.revs and self.names.has_shown else self.default
        return True

    def place(self, word: str, value: Callable[[str], str]) -> bool:
        """Answer an option that asks for a place or a property; whether it is one."""
        name, equals, text = word.partition("=")
        said: str | None
        if word == "--git-path":
            said = self.places.path_of(value(word), os.environ)
        elif name == "--path-format":
            if not equals:
                raise GitObjectError("--path-format requires an argument")
            if text not in (RELATIVE, ABSOLUTE):
                raise GitObjectError(f"unknown argument to --path-format: {text}")
            self.places.format = text
            return True
        elif name == "--show-object-format":
            said = self.object_format(text if equals else MODES[0])
        else:
            found = self.facts().get(word)
            if found is None:
                return False
            said = found()
        if said is not None:
            sys.stdout.write(f"{said}\n")
        return True

    def facts(self) -> dict[str, Callable[[], str | None]]:
        """What answers the options that are one question each; None where nothing is printed."""
        location, places = self.repository.location, self.places
        return {
            "--show-toplevel": places.top_level,
            "--show-prefix": lambda: location.prefix,
            "--show-cdup": places.way_up,
            "--show-superproject-working-tree": places.superproject,
            "--shared-index-path": places.shared_index,
            "--git-dir": lambda: places.git_dir(absolute=False),
            "--absolute-git-dir": lambda: places.git_dir(absolute=True),
            "--git-common-dir": places.common_dir,
            "--is-inside-git-dir": lambda: truth(places.is_inside_git_dir()),
            "--is-inside-work-tree": lambda: truth(places.is_inside),
            "--is-bare-repository": lambda: truth(places.is_bare()),
            "--is-shallow-repository": lambda: truth(places.is_shallow()),
            "--show-ref-format": lambda: location.layout.ref_storage.partition(":")[0],
        }

    def format_shown(self, text: str | None) -> ObjectFormat:
        """The hash in which ids are shown, by what --output-object-format says. Raises GitObjectError."""
        if text is None:
            raise GitObjectError("no object format specified")
        own, other = self.repository.format, self.repository.other_format
        if text in (own.name, "storage"):
            return own
        if other is None or text != other.name:
            raise GitObjectError(f"unsupported object format: {text}")
        return other

    def object_format(self, mode: str) -> str:
        """What --show-object-format says. Raises GitObjectError."""
        if mode not in MODES:
            raise GitObjectError(f"unknown mode for --show-object-format: {mode}")
        other = self.repository.other_format
        return self.repository.format.name if mode != "compat" else "" if other is None else other.name

    def other(self, word: str, value: Callable[[str], str]) -> None:
        """Take any other option, which is shown if such are. Raises RevisionError."""
        if word == "--end-of-options":
            self.options_ended = True
            if self.flags or self.revs:
                self.show_file(word)
            return
        if word.startswith("-n"):
            number = value(word) if word == "-n" else None
            if self.flags and self.revs:
                for part in (word, number):
                    if part is not None:
                        self.show(part)
            return
        dated = date_flag(word)
        if dated is not None:
            if self.flags and self.revs:
                self.show(dated)
        elif self.flags and (self.revs if is_rev_flag(word) else self.non_revs):
            self.show(word)
            if self.verify:
                raise RevisionError("Needed a single revision")


def argument(rest: Iterator[str], what: str) -> str:
    """The word after the option `what`. Raises GitObjectError."""
    word = next(rest, None)
    if word is None:
        raise GitObjectError(f"{what} requires an argument")
    return word


def truth(value: bool) -> str:
    """`value` as git prints it."""
    return "true" if value else "false"
