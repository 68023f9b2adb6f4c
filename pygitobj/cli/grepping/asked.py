"""What `grep` is asked: what the configuration and options say, and the patterns in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pygitobj.changes.search.expression import PATTERN, Node, Token, parse
from pygitobj.changes.search.lines import LineSearch
from pygitobj.changes.search.pattern import LinePattern
from pygitobj.errors import GitObjectError
from pygitobj.formats.message_pattern import BASIC, EXTENDED, PERL
from pygitobj.record import Record

# How binary files are dealt with: a line says that they match, they are text, they never match.
AS_BINARY, AS_TEXT, AS_NOTHING = "binary", "text", "nothing"


class Word(Record):
    """A part of the expression: a pattern with where it comes from, and on which line of a file, or a sign."""

    kind: str
    text: bytes
    origin: str = "command line"
    line: int = 0


class Asked:
    """What is asked; as git has it where nothing is said."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.kind: str | None = None
        self.extended = False
        self.ignore_case = self.invert = self.by_word = self.all_match = False
        self.binary = AS_BINARY
        self.textconv = False
        self.max_depth = -1
        self.most = -1
        self.threads = 0
        # Names and numbers before lines.
        self.names = self.relative = True
        self.numbers = self.columns = self.nul = self.heading = self.parts = self.only_matching = False
        # What is shown in the place of lines.
        self.only_names = self.only_others = self.only_counts = self.quiet = False
        # Lines before and after, as unsigned numbers of 32 bits; functions.
        self.before = self.after = 0
        self.function_line = self.whole_function = False
        self.color: str | None = None
        self.colors: Mapping[str, bytes] = {}
        # What needs more than revisions.
        self.cached = self.untracked = self.no_index = self.submodules = False
        self.pager = False
        self.exclude: bool | None = None

    def add(self, kind: str, text: bytes, origin: str = "command line", line: int = 0) -> None:
        """Take in a part of the expression; a pattern of several lines is several."""
        parts = text.split(b"\n") if kind == PATTERN else [text]
        self.words.extend(Word(kind, part, origin, line) for part in parts)

    @property
    def shows_around(self) -> bool:
        """Whether lines are shown that were not asked for, or files are parted, so that marks stand between."""
        return bool(self.before or self.after or self.parts or self.whole_function)


def search_of(asked: Asked, *, wide: bool) -> tuple[LineSearch, Sequence[LinePattern]]:
    """What finds the lines that are asked for, and all patterns. Raises GitObjectError in git's words."""
    kind = asked.kind or (EXTENDED if asked.extended else BASIC)
    tokens = []
    for word in asked.words:
        shown = word.text.partition(b"\0")[0].decode("utf-8", "surrogateescape")
        tokens.append(
            Token(word.kind, shown, compiled(asked, word, shown, kind, wide) if word.kind == PATTERN else None)
        )
    try:
        node: Node = parse(tokens)
    except ValueError as error:
        raise GitObjectError(str(error)) from None
    except RecursionError:
        raise GitObjectError("pattern expression too deep") from None
    patterns = [token.pattern for token in tokens if token.pattern is not None]
    return LineSearch(node, invert=asked.invert, all_match=asked.all_match), patterns


def compiled(asked: Asked, word: Word, shown: str, kind: str, wide: bool) -> LinePattern:
    """The pattern `word`, which messages show as `shown`. Raises GitObjectError in git's words."""
    if kind != PERL and b"\0" in word.text:
        raise GitObjectError(
            "given pattern contains NULL byte (via -f <file>). This is only supported with -P under PCRE v2"
        )
    try:
        return LinePattern(word.text, kind, ignore_case=asked.ignore_case, by_word=asked.by_word, wide=wide)
    except ValueError as error:
        where = f"In '{word.origin}' at {word.line}" if word.line else word.origin
        raise GitObjectError(f"{where}, '{shown}': {error}") from None
