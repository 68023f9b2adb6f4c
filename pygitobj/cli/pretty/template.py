"""Formats of references: text with `%(…)` for atoms, `%xx` for a byte and `%%` for a percent sign.

    %(if)…%(then)…%(else)…%(end)            what stands before `then` decides
    %(align:<width>,<position>)…%(end)      what stands between, in columns

Follows git's Documentation/git-for-each-ref, "--format".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.atoms import Atom, parse_atom
from pygitobj.cli.pretty.items import Item, Needs
from pygitobj.cli.pretty.named_commits import commit_named
from pygitobj.cli.pretty.ref_atoms import OF_COMMITS
from pygitobj.cli.pretty.world import World
from pygitobj.errors import GitObjectError
from pygitobj.formats.color import RESET
from pygitobj.formats.display_width import aligned
from pygitobj.formats.numbers import LARGEST_INT, decimal
from pygitobj.formats.percent import hex_byte
from pygitobj.formats.script_quote import quote_perl, quote_python, quote_shell, quote_tcl
from pygitobj.formats.small_text import SPACE

Quote = Callable[[bytes], bytes]
QUOTES: dict[str, Quote] = {"shell": quote_shell, "perl": quote_perl, "python": quote_python, "tcl": quote_tcl}
POSITIONS = ("right", "middle", "left")
NO_WIDTH = LARGEST_INT * 2 + 1
WITHOUT = "format: %({}) atom used without a %({}) atom"


class MalformedFormatError(GitObjectError):
    """A format with an atom that does not end."""


class Choice:
    """What an `if` has come to."""

    def __init__(self, argument: str | None) -> None:
        self.argument = argument
        self.holds = self.then = self.otherwise = False

    def decide(self, text: bytes) -> None:
        """Take `text` for what stands before `then`."""
        way, equals, wanted = (self.argument or "").partition("=")
        if not equals:
            self.holds = text.strip(SPACE) != b""
        else:
            self.holds = (text == wanted.encode("utf-8", "surrogateescape")) == (way == "equals")


class Frame:
    """What has come together since an atom that waits for its end."""

    def __init__(self, ends: Choice | tuple[int, str] | None = None) -> None:
        self.text = b""
        self.ends = ends


class Template:
    """The format `text`, with values quoted for `language` if one is given.

    Raises MalformedFormatError, and GitObjectError for an atom that there is not.
    """

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text = text
        self.quote = QUOTES.get(language or "")
        self.parts: list[bytes | Atom] = []
        for literal, name in pieces(text):
            if literal:
                self.parts.append(literal)
            if name is not None:
                self.parts.append(self.atom(name, language))
        self.atoms = [part for part in self.parts if isinstance(part, Atom)]
        self.widths = {id(atom): width_of(atom.argument) for atom in self.atoms if atom.base == "align"}
        colors = [atom.argument for atom in self.atoms if atom.base == "color"]
        self.ends_colored = bool(colors) and colors[-1] != "reset"
        self.is_plain = not any(atom.base in ("align", "if", "then", "else", "end") for atom in self.atoms)

    @staticmethod
    def atom(name: str, language: str | None) -> Atom:
        """The atom `name`. Raises GitObjectError."""
        atom = parse_atom(name)
        if atom.base == "raw" and atom.argument is None and language in ("shell", "python", "tcl"):
            raise GitObjectError(f"--format={name} cannot be used with --python, --shell, --tcl")
        ways = ("equals=", "notequals=")
        if atom.base == "if" and atom.argument is not None and not atom.argument.startswith(ways):
            raise GitObjectError(f"unrecognized %(if) argument: {atom.argument}")
        return atom

    @property
    def needs(self) -> Needs:
        """What all atoms ask together."""
        return together(self.atoms)

    def require(self, world: World) -> None:
        """Raises GitObjectError where a commit is named that is not there."""
        for atom in self.atoms:
            if atom.base in OF_COMMITS:
                commit_named(world.repository, atom.argument or "")

    @property
    def compares(self) -> bool:
        """Whether something is said of each reference among all that are listed."""
        return any(atom.base in OF_COMMITS for atom in self.atoms)

    def render(self, world: World, item: Item) -> bytes:
        """What is shown of `item`. Raises GitObjectError for an `if` or `align` that is not as it should be."""
        quote = self.quote
        if self.is_plain and quote is None:
            out = [part if isinstance(part, bytes) else part.text(world, item) for part in self.parts]
            if self.ends_colored and world.use_color:
                out.append(RESET)
            return b"".join(out)
        stack = [Frame()]
        for part in self.parts:
            if isinstance(part, bytes):
                stack[-1].text += part
            elif part.base in CONTROLS:
                CONTROLS[part.base](self, part, stack)
            else:
                add(stack, part.text(world, item), quote)
        if self.ends_colored and world.use_color:
            add(stack, RESET, quote)
        if len(stack) > 1:
            raise GitObjectError("format: %(end) atom missing")
        return stack[0].text

    def start_align(self, atom: Atom, stack: list[Frame]) -> None:
        """What follows is aligned."""
        stack.append(Frame(self.widths[id(atom)]))

    def start_if(self, atom: Atom, stack: list[Frame]) -> None:
        """What follows decides."""
        stack.append(Frame(Choice(atom.argument)))

    def take_then(self, _: Atom, stack: list[Frame]) -> None:
        """What stood before decides."""
        choice = stack[-1].ends
        if not isinstance(choice, Choice):
            raise GitObjectError(WITHOUT.format("then", "if"))
        if choice.then:
            raise GitObjectError("format: %(then) atom used more than once")
        choice.then = True
        choice.decide(stack[-1].text)
        stack[-1].text = b""

    def take_else(self, _: Atom, stack: list[Frame]) -> None:
        """What follows stands where the condition does not hold."""
        choice = stack[-1].ends
        if not isinstance(choice, Choice):
            raise GitObjectError(WITHOUT.format("else", "if"))
        if not choice.then:
            raise GitObjectError(WITHOUT.format("else", "then"))
        if choice.otherwise:
            raise GitObjectError("format: %(else) atom used more than once")
        choice.otherwise = True
        stack.append(Frame(choice))

    def take_end(self, _: Atom, stack: list[Frame]) -> None:
        """The last `if` or `align` ends."""
        top = stack.pop()
        if top.ends is None:
            stack.append(top)
            raise GitObjectError("format: %(end) atom used without corresponding atom")
        text = top.text
        if isinstance(top.ends, Choice):
            if not top.ends.then:
                raise GitObjectError(WITHOUT.format("if", "then"))
            if top.ends.otherwise:
                first = stack.pop()
                text = first.text if top.ends.holds else text
            elif not top.ends.holds:
                text = b""
        else:
            text = aligned(text.partition(b"\0")[0], *top.ends)
        if len(stack) == 1 and self.quote is not None:
            text = self.quote(text)
        stack[-1].text += text


CONTROLS = {
    "align": Template.start_align,
    "if": Template.start_if,
    "then": Template.take_then,
    "else": Template.take_else,
    "end": Template.take_end,
}


def add(stack: list[Frame], text: bytes, quote: Quote | None) -> None:
    """Put a value where things are, quoted unless it is within an atom that waits for its end."""
    stack[-1].text += quote(text) if quote is not None and len(stack) == 1 else text


def pieces(text: str) -> list[tuple[bytes, str | None]]:
    """The text before each atom as it is shown, and the atom's name; last what comes after, and None."""
    found: list[tuple[bytes, str | None]] = []
    raw = text.encode("utf-8", "surrogateescape")
    literal = b""
    at = 0
    while at < len(raw):
        percent = raw.find(b"%", at)
        if percent < 0:
            break
        literal += raw[at:percent]
        byte = hex_byte(raw, percent + 1)
        if raw.startswith(b"%(", percent):
            end = raw.find(b")", percent)
            if end < 0:
                raise MalformedFormatError(
                    f"malformed format string {raw[percent:].decode('utf-8', 'surrogateescape')}"
                )
            found.append((literal, raw[percent + 2 : end].decode("utf-8", "surrogateescape")))
            literal, at = b"", end + 1
        elif byte is not None:
            literal, at = literal + byte, percent + 3
        else:
            literal += b"%"
            at = percent + (2 if raw.startswith(b"%%", percent) else 1)
    return [*found, (literal + raw[at:], None)]


def width_of(argument: str | None) -> tuple[int, str]:
    """The width and position that the argument of `align` says. Raises GitObjectError."""
    if argument is None:
        raise GitObjectError("expected format: %(align:<width>,<position>)")
    width, position = NO_WIDTH, "left"
    for word in argument.split(","):
        if word.startswith("position="):
            position = word.removeprefix("position=")
            if position not in POSITIONS:
                raise GitObjectError(f"unrecognized position:{position}")
        elif word.startswith("width="):
            number = decimal(word.removeprefix("width="))
            if number is None:
                raise GitObjectError(f"unrecognized width:{word.removeprefix('width=')}")
            width = number
        elif (number := decimal(word)) is not None:
            width = number
        elif word in POSITIONS:
            position = word
        else:
            raise GitObjectError(f"unrecognized %(align) argument: {word}")
    if width >= NO_WIDTH:
        raise GitObjectError("positive width expected with the %(align) atom")
    return width, position


def together(atoms: list[Atom]) -> Needs:
    """What `atoms` ask of objects, all of them together."""
    own = peeled = 0
    for atom in atoms:
        own |= atom.needs.own
        peeled |= atom.needs.peeled
    return Needs(own, peeled, any(atom.needs.peels for atom in atoms))
