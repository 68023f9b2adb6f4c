"""Placeholders of a commit: which there are, how long each is, and what it shows.

One that git does not know, or of which it cannot read the options, is none here, and stays as it was written. Follows
git's Documentation/pretty-formats.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.commit_arguments import END, describe_words_at, style_at, trailer_options_at
from pygitobj.cli.pretty.commit_people import EMPTY_WITHOUT, author, committer, log_value, person_value
from pygitobj.cli.pretty.commit_shown import CommitNeeds, CommitSettings, ShownCommit, full
from pygitobj.cli.pretty.decorations import COLORS, Colors, Decorations, Style
from pygitobj.cli.session import warn
from pygitobj.errors import GitObjectError
from pygitobj.formats.color import RESET, color_codes
from pygitobj.formats.message import sanitized
from pygitobj.formats.percent import hex_byte
from pygitobj.formats.trailers import trailers_of
from pygitobj.oid import ObjectId
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    Value = Callable[[ShownCommit], bytes | None]

NOTHING = CommitNeeds()
BODY = CommitNeeds(body=True)
PARENTS = CommitNeeds(body=True, parents=True)
PARENT = b"parent "
# Colours that do without brackets.
BASIC = (("red", b"\x1b[31m"), ("green", b"\x1b[32m"), ("blue", b"\x1b[34m"), ("reset", RESET))
# Starts a colour that is shown where no others are.
ALWAYS = "always,"
PEOPLE = {"a": author, "c": committer}
BEFORE_TREE = len(b"tree ")


class Placeholder(Record):
    """A placeholder: what it shows, how long it is, and what it asks of a commit.

    What shows None for a commit stays as it was written, as a placeholder does that there is not; `may_stay` says
    whether that can be. `text` is what it shows of any commit, None where that depends on it.
    """

    value: Value
    length: int
    needs: CommitNeeds = NOTHING
    may_stay: bool = False
    text: bytes | None = None


class Reading:
    """The placeholders of `text`, as `settings` show them; `is_colored` where they have colours of their own."""

    def __init__(self, text: str, settings: CommitSettings) -> None:
        self.text = text
        self.settings = settings
        self.is_colored = False
        self.decorations = settings.decorations or Decorations(settings.world)

    def at(self, at: int) -> Placeholder | None:
        """The placeholder after a percent sign whose first letter is at `at`; None where there is none."""
        letter, part = self.text[at : at + 1], self.text[at + 1 : at + 2]
        if letter in ("n", "x"):
            return self.literal(at)
        if letter == "(":
            return self.in_brackets(at)
        if letter in PEOPLE:
            value = person_value(part, PEOPLE[letter], self.settings) if part else None
            return None if value is None else Placeholder(value, 2, BODY, part not in EMPTY_WITHOUT)
        if letter == "g":
            value = log_value(part, self.settings)
            return None if value is None else Placeholder(value, 2, NOTHING, part in "NE")
        if letter == "G":
            return self.of_signature(part)
        if letter in ("H", "h"):
            return Placeholder(self.of_id(letter == "h"), 1)
        if letter in ("d", "D"):
            style = Style() if letter == "d" else Style(prefix=b"", suffix=b"")
            return Placeholder(self.decorated(style), 1, CommitNeeds(decorations=True))
        return self.plain(letter)

    def plain(self, letter: str) -> Placeholder | None:
        """A placeholder of one letter without colours."""
        found = PLAIN.get(letter)
        if found is not None:
            return Placeholder(found[0], 1, found[1], letter in ("S", "N"))
        short = self.settings.short
        if letter == "T":
            return Placeholder(lambda commit: full(tree(commit)), 1, BODY)
        if letter == "t":
            return Placeholder(lambda commit: short(tree(commit)), 1, BODY)
        if letter in ("P", "p"):
            shown = full if letter == "P" else short
            return Placeholder(lambda commit: b" ".join(map(shown, parents_of(commit))), 1, PARENTS)
        return None

    def literal(self, at: int) -> Placeholder | None:
        """A byte."""
        if self.text[at] == "n":
            return always(b"\n", 1)
        byte = hex_byte(self.text[at + 1 : at + 3].encode("utf-8", "surrogateescape"), 0)
        return None if byte is None else always(byte, 3)

    def of_id(self, is_short: bool) -> Value:
        """The commit's id."""
        shown = self.settings.short if is_short else full
        if not self.is_colored:
            return lambda commit: shown(commit.oid)
        color = self.settings.commit_color
        return lambda commit: color + shown(commit.oid) + RESET

    def decorated(self, style: Style) -> Value:
        """The decorations."""
        found = self.decorations
        settings = self.settings
        colors = Colors(settings.commit_color, settings.decoration_colors or COLORS) if self.is_colored else None
        return lambda commit: found.shown(commit.oid, style, colors)

    def of_signature(self, part: str) -> Placeholder | None:
        """`%G` and the letter `part`."""
        shown = SIGNATURE.get(part)
        if shown is None:
            return None
        world = self.settings.world
        return Placeholder(lambda commit: shown(world.verifier(commit.body)), 2, BODY)

    # In brackets

    def in_brackets(self, at: int) -> Placeholder | None:
        """A placeholder with a name."""
        for name, read in (
            ("(describe", self.describe), ("(decorate", self.decorate), ("(trailers", self.trailers),
            ("(count)", self.number), ("(total)", self.number),
        ):  # fmt: skip
            if self.text.startswith(name, at):
                return read(at, at + len(name))
        return None

    def number(self, at: int, end: int) -> Placeholder:
        """The number of a patch in its series, and how many these are: there is no series."""
        return Placeholder(lambda _: b"0", end - at)

    def describe(self, at: int, end: int) -> Placeholder | None:
        """What `git describe` says of the commit, nothing where it fails."""
        words: list[str] = []
        if self.text.startswith(":", end):
            words, end = describe_words_at(self.text, end + 1)
        if not self.text.startswith(END, end):
            return None
        world = self.settings.world
        return Placeholder(lambda commit: world.descriptions.of(commit.oid, words), end + 1 - at)

    def decorate(self, at: int, end: int) -> Placeholder | None:
        """Decorations in a style of their own."""
        style = Style()
        if self.text.startswith(":", end):
            style, end = style_at(self.text, end + 1)
        if not self.text.startswith(END, end):
            return None
        return Placeholder(self.decorated(style), end + 1 - at, CommitNeeds(decorations=True))

    def trailers(self, at: int, end: int) -> Placeholder | None:
        """The trailers."""
        found = trailer_options_at(self.text, end + 1 if self.text.startswith(":", end) else end)
        if found is None or not self.text.startswith((":", END), end):
            return None
        options, end = found
        return Placeholder(lambda commit: trailers_of(commit.text.from_subject, options), end + 1 - at, BODY)


def color_at(reading: Reading, at: int) -> Placeholder | None:
    """The colour that the placeholder `C…` at `at` sets; None where it sets none."""
    text, use_color = reading.text, reading.settings.use_color
    found = None
    if text.startswith("(", at + 1):
        end = text.find(")", at)
        if end >= 0:
            spec, length = text[at + 2 : end], end + 1 - at
            start = ALWAYS if spec.startswith(ALWAYS) else "auto,"
            is_shown = use_color or start == ALWAYS
            found = colored(spec.removeprefix(start), length) if is_shown else always(b"", length)
    else:
        for word, codes in BASIC:
            if text.startswith(word, at + 1):
                found = always(codes if use_color else b"", 1 + len(word))
    if found is not None:
        reading.is_colored = False
    return found


def colored(spec: str, length: int) -> Placeholder:
    """The placeholder of so many letters that sets the colour `spec`; one that is none is an error when it is shown."""
    codes = color_codes(spec)
    if codes is not None:
        return always(codes, length)

    def fail(_: ShownCommit) -> bytes:
        warn(f"error: invalid color value: {spec}")
        raise GitObjectError("unable to parse --pretty format")

    return Placeholder(fail, length)


def always(text: bytes, length: int) -> Placeholder:
    """The placeholder of so many letters that shows `text` of any commit."""
    return Placeholder(constant(text), length, text=text)


def constant(text: bytes) -> Value:
    """Shows `text`."""
    return lambda _: text


def tree(commit: ShownCommit) -> bytes:
    """The raw id of the commit's tree. Raises GitObjectError where it has none."""
    return id_at(commit, BEFORE_TREE)


def parents_of(commit: ShownCommit) -> list[bytes]:
    """The raw ids of the commit's parents. Raises GitObjectError for one that is none."""
    if commit.parents is not None:
        return list(commit.parents)
    width = 2 * len(commit.oid)
    at = BEFORE_TREE + width + 1
    found = []
    while commit.body.startswith(PARENT, at):
        start = at + len(PARENT)
        found.append(id_at(commit, start))
        at = start + width + 1
    return found


def id_at(commit: ShownCommit, at: int) -> bytes:
    """The raw id whose digits stand at `at` in the commit. Raises GitObjectError where there are none."""
    try:
        return ObjectId(commit.body[at : at + 2 * len(commit.oid)])
    except ValueError:
        raise GitObjectError(f"could not parse commit {commit.oid.hex()}") from None


def source(commit: ShownCommit) -> bytes | None:
    """The name that the walk found it by."""
    return None if commit.source is None else commit.source.encode("utf-8", "surrogateescape")


PLAIN: dict[str, tuple[Value, CommitNeeds]] = {
    "m": (lambda commit: commit.mark, NOTHING),
    "S": (source, CommitNeeds(source=True)),
    "N": (lambda commit: commit.notes, CommitNeeds(notes=True)),
    "e": (lambda commit: commit.text.encoding or b"", BODY),
    "s": (lambda commit: commit.text.subject, BODY),
    "f": (lambda commit: sanitized(commit.text.title), BODY),
    "b": (lambda commit: commit.text.body, BODY),
    "B": (lambda commit: commit.text.message, BODY),
}
SIGNATURE: dict[str, Callable[..., bytes]] = {
    "G": lambda found: found.output,
    "?": lambda found: found.letter,
    "S": lambda found: found.signer,
    "K": lambda found: found.key,
    "F": lambda found: found.fingerprint,
    "P": lambda found: found.primary,
    "T": lambda found: found.trust,
}
