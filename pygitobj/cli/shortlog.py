"""`shortlog`: commits by who made them, or by whatever else they are grouped by.

    <who> (<count>):                a group, and the subjects of its commits, the oldest first; an empty line
          <subject>
    <count> TAB <who>               with -s

Where no revisions are named, and standard input is no terminal, what `git log` prints is read from there. Follows git's
Documentation/git-shortlog.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from pygitobj.cli.output import STDOUT, Output
from pygitobj.cli.own_options import Differences, split_words
from pygitobj.cli.parse_options import HelpRequestedError, Option, Spec, UsageError, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.cli.shortlog_groups import AUTHOR, COMMITTER, Groups, Wrap, log_records, show_groups, stored_mailmap
from pygitobj.cli.walking.words import Words, read_words
from pygitobj.errors import GitObjectError
from pygitobj.formats.links import COMMIT
from pygitobj.formats.numbers import LARGEST_INT, lower, strtoul
from pygitobj.oid import SHA1
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.repository import Repository

WRAP_USAGE = "error: -w[<width>[,<indent1>[,<indent2>]]]\n"
TRAILER, FORMAT = "trailer:", "format:"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    asked = Asked()
    spec = spec_for(asked)
    if list(words) in (["-h"], ["--help-all"]):
        raise HelpRequestedError(usage_text(spec, while_parsing=True))
    repository = session.find_repository()
    config = session.config(repository)
    check_default_config(config)
    mailmap = repository.mailmap() if repository is not None else stored_mailmap(config, warn)
    differences = Differences()
    hex_size = (SHA1 if repository is None else repository.format).hex_size
    parsed, rest = split_words(spec, words, hex_size, differences)
    if repository is None and differences.options.objects:
        raise UsageError("error: --find-object requires a git repository\n")
    if repository is None and parsed.arguments:
        raise UsageError(f"error: too many arguments given outside repository\n{usage_text(spec)}")
    said = None if repository is None else read_words(repository, rest)
    if repository is not None and said is not None:
        differences.refuse(repository, said.revisions.paths)
        if differences.follows:
            said.revisions.paths = []
    if said is not None and said.left:
        raise UsageError(f"error: unrecognized argument: {said.left[0]}\n{usage_text(spec)}")
    groups = Groups(asked.kinds, asked.formats, asked.trailers, mailmap, parsed.options.flag("email"))
    groups.counts_only = parsed.options.flag("summary")
    take_all(repository, said, groups)
    path = parsed.options.text("output")
    with nullcontext(STDOUT) if path is None else opened(path) as descriptor:
        output = Output(descriptor)
        show_groups(groups, output, asked.wrap, numbered=parsed.options.flag("numbered"))
        output.flush()
    return 0


@contextmanager
def opened(path: str) -> Iterator[int]:
    """The file `path`, empty, to write to. Raises GitObjectError in git's words."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except OSError as error:
        raise GitObjectError(f"could not open '{path}' for writing: {error.strerror}") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class Asked:
    """What is asked of groups: of which `kinds` they are, with which formats and trailers; how lines are wrapped."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.formats: list[str] = []
        self.trailers: list[str] = []
        self.wrap: Wrap | None = None

    def take_committer(self, _option: Option, _value: str | None, negated: bool) -> None:
        """Take -c."""
        (self.kinds.discard if negated else self.kinds.add)(COMMITTER)

    def take_group(self, _option: Option, value: str | None, negated: bool) -> None:
        """Take --group. Raises UsageError for what is none."""
        text = value or ""
        if negated:
            self.kinds.clear()
            self.formats.clear()
            self.trailers.clear()
        elif lower(text) in (AUTHOR, COMMITTER):
            self.kinds.add(lower(text))
        elif text.startswith(TRAILER):
            self.kinds.add(TRAILER)
            self.trailers.append(text.removeprefix(TRAILER))
        elif text.startswith(FORMAT) or "%" in text:
            self.kinds.add(FORMAT)
            self.formats.append(text.removeprefix(FORMAT))
        else:
            raise UsageError(f"error: unknown group type: {text}\n")

    def take_wrap(self, _option: Option, value: str | None, _negated: bool) -> None:
        """Take -w. Raises UsageError for widths that cannot be."""
        self.wrap = Wrap() if value is None else wrap_given(value)


def spec_for(asked: Asked) -> Spec:
    """The options, of which some are noted in `asked`."""
    return Spec(
        usage=(
            "git shortlog [<options>] [<revision-range>] [[--] <path>...]",
            "git log --pretty=short | git shortlog [<options>]",
        ),
        options=(
            Option(
                "committer", "flag", "group by committer rather than author", short="c", long="committer",
                take=asked.take_committer,
            ),
            Option(
                "numbered", "flag", "sort output according to the number of commits per author", short="n",
                long="numbered",
            ),
            Option(
                "summary", "flag", "suppress commit descriptions, only provides commit count", short="s",
                long="summary",
            ),
            Option("email", "flag", "show the email address of each author", short="e", long="email"),
            Option(
                "wrap", "optional", "linewrap output", short="w", argument="<w>[,<i1>[,<i2>]]", take=asked.take_wrap
            ),
            Option("group", "value", "group by field", long="group", argument="<field>", take=asked.take_group),
            Option("output", "value", "", long="output", argument="<file>", negatable=False, hidden=True),
        ),
    )  # fmt: skip


def wrap_given(text: str) -> Wrap:
    """The widths that `text` says, each what is usual where it is left out. Raises UsageError."""
    found: list[int] = []
    for at, usual in enumerate(Wrap()):
        number, end, fits = strtoul(text)
        ends_here = end == len(text)
        if not ends_here and (text[end] != "," or at == len(Wrap()) - 1):
            raise UsageError(WRAP_USAGE)
        if not fits or number > LARGEST_INT:
            raise UsageError(WRAP_USAGE)
        found.append(number if end else usual)
        text = text[end + 1 :]
    wrap = Wrap(*found)
    if wrap.width and any(indent and wrap.width <= indent for indent in (wrap.first, wrap.others)):
        raise UsageError(WRAP_USAGE)
    return wrap


def take_all(repository: Repository | None, said: Words | None, groups: Groups) -> None:
    """Put all commits into `groups`: those of the revisions that were named, or what standard input tells."""
    on_terminal = sys.stdin.isatty()
    if repository is not None and said is not None:
        if on_terminal and not is_anything_named(said):
            add_head(repository, said)
        if is_anything_named(said):
            from pygitobj.cli.shortlog_walk import take_walked  # what reads a log need not know formats

            take_walked(repository, said, groups)
            return
    if on_terminal:
        warn("(reading log message from standard input)")
    for who, subject in log_records(sys.stdin.buffer, groups):
        groups.add_person(who, subject)


def is_anything_named(said: Words) -> bool:
    """Whether there is anything that a walk begins at, other than logs."""
    pending = said.revisions.pending
    if said.logs_from is None:
        return bool(pending)
    return any(nth < said.logs_from or one.code != COMMIT for nth, one in enumerate(pending))


def add_head(repository: Repository, said: Words) -> None:
    """Begin at HEAD, where it leads to a commit."""
    if repository.ref_store.resolve("HEAD").id is not None:
        said.revisions.take("HEAD")
