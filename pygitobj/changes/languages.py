r"""The kinds of files that git knows: which lines head the hunks of each, and what a word is in it.

Each is written down as its grammar is met in practice: a line that declares a function, a type or a section, and lines
that look so and are none. Words are names, numbers and signs of several characters; every other character that is no
white space is one by itself. Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pygitobj.changes.headings import NOT, Driver, RuleHeading, rule_of
from pygitobj.changes.language_words import word_pattern
from pygitobj.formats.posix_sets import Dialect
from pygitobj.record import Record

TAB = "\t"
BLANK = f"[ {TAB}]"
GAP, MAYBE = f"{BLANK}+", f"{BLANK}*"
INDENT = f"^{MAYBE}"
BEHIND = f"{BLANK}.*"
NAME = "[A-Za-z_][A-Za-z_0-9]*"
SPACE = "[[:space:]]"


class Kind(Record):
    """A kind of files: patterns of headings, whatever the case of letters, and whether these are whole lines."""

    patterns: tuple[str, ...]
    ignore_case: bool = False
    whole: bool = False


def one_of(words: Iterable[str]) -> str:
    """One of these patterns."""
    return f"({'|'.join(words)})"


def declared(*words: str) -> str:
    """A line that begins with one of these patterns, and a blank after it."""
    return f"{INDENT}({one_of(words)}{BEHIND})$"


def never(pattern: str) -> str:
    """Lines that are no headings."""
    return NOT + pattern


# Declarations of C#: names with their type arguments, at least two of them.
CSHARP_PART = "([][[:alnum:]@_.](<[][[:alnum:]@_, \t<>]+>)?)+"
CSHARP_PARTS = f"{CSHARP_PART}({GAP}{CSHARP_PART})+"
CSHARP_STATEMENTS = "do while for foreach if else new default return switch case throw catch using lock fixed"
CSHARP_MODIFIERS = "static public internal private protected new unsafe sealed abstract partial"
JAVA_STATEMENTS = "catch do for if instanceof new return switch throw while"
C_STATEMENTS = "do for if else return switch while"
PASCAL_SECTIONS = "constructor destructor interface implementation initialization finalization"
PERL_BLOCKS = "BEGIN END INIT CHECK UNITCHECK AUTOLOAD DESTROY"
PERL_REST = rf"(\{{{MAYBE})?(#.*)?$"
RUST_ITEMS = "struct enum union mod trait fn impl macro_rules!"
SCHEME_DEFINITIONS = "struct syntax class method rules record proto alias"
# A call or a definition, which is no statement.
C_CALL = rf"{NAME}{MAYBE}\([^;]*"

KINDS = {
    "ada": Kind(
        (
            never(f"^(.*{BLANK})?(is{GAP}new|renames|is{GAP}separate)({BEHIND})?$"),
            never(f"{INDENT}with{BEHIND}$"),
            declared("procedure", "function", "package", "protected", "task"),
        ),
        ignore_case=True,
    ),
    "bash": Kind((rf"{INDENT}(({NAME}{MAYBE}\({MAYBE}\)|function{GAP}{NAME}({MAYBE}\({MAYBE}\)|{GAP})).*)$",)),
    "bibtex": Kind((rf"(@[A-Za-z]+{MAYBE}\{{?{MAYBE}[^ {TAB}" + "\"@',\\#}{~%]*).*$",)),
    "cpp": Kind(
        (
            never(rf"{INDENT}{NAME}:{SPACE}*($|/[/*])"),
            f"^((::{SPACE}*)?[A-Za-z_].*)$",
        )
    ),
    "csharp": Kind(
        (
            never(f"(^|{GAP}){one_of(CSHARP_STATEMENTS.split())}([ {TAB}(]+|$)"),
            rf"{INDENT}({CSHARP_PARTS}{MAYBE}\([^;]*)$",
            f"{INDENT}({CSHARP_PARTS}[^;=:,()]*)$",
            f"{INDENT}(({one_of(CSHARP_MODIFIERS.split())}{GAP})*(class|enum|interface|struct|record){GAP}.*)$",
            f"{INDENT}(namespace{GAP}.*)$",
        ),
        whole=True,
    ),
    "css": Kind((never(f"[:;]{SPACE}*$"), "^[:[@.#]?[_a-z0-9].*$"), ignore_case=True),
    "dts": Kind((never(";"), never("="), rf"{INDENT}((/{MAYBE}\{{|&?[A-Za-z_]).*)")),
    "elixir": Kind((declared("def(macro|module|impl|protocol|p)?", "test"),)),
    "fortran": Kind(
        (
            never(f"^([C*]|{MAYBE}!)"),
            never(f"{INDENT}MODULE{GAP}PROCEDURE{BLANK}"),
            f"{INDENT}((END{GAP})?(PROGRAM|MODULE|BLOCK{GAP}DATA"
            f"|([^!'\" \t]+{GAP})*(SUBROUTINE|FUNCTION)){GAP}[A-Z].*)$",
        ),
        ignore_case=True,
    ),
    "fountain": Kind((r"^((\.[^.]|(int|ext|est|int\.?/ext|i/e)[. ]).*)$",), ignore_case=True),
    "golang": Kind(
        (
            rf"{INDENT}(func{MAYBE}.*(\{{{MAYBE})?)",
            rf"{INDENT}(type{BLANK}.*(struct|interface){MAYBE}(\{{{MAYBE})?)",
        )
    ),
    "html": Kind((f"{INDENT}(<[Hh][1-6]({BEHIND})?>.*)$",)),
    "ini": Kind((rf"{INDENT}\[[^]]+\]",)),
    "java": Kind(
        (
            never(f"{INDENT}{one_of(JAVA_STATEMENTS.split())}"),
            f"{INDENT}(([a-z-]+{GAP})*(class|enum|interface|record){GAP}.*)$",
            f"{INDENT}(([A-Za-z_<>&][][?&<>.,A-Za-z_0-9]*{GAP})+{C_CALL})$",
        )
    ),
    "kotlin": Kind((f"{INDENT}(([a-z]+{GAP})*(fun|class|interface){GAP}.*)$",)),
    "markdown": Kind(("^ {0,3}#{1,6}" + BEHIND,)),
    "matlab": Kind((f"^{SPACE}*((classdef|function){SPACE}.*)$|^(%%%?|##){SPACE}.*$",)),
    "objc": Kind(
        (
            never(f"{INDENT}{one_of(C_STATEMENTS.split())}"),
            rf"{INDENT}([-+]{MAYBE}\({MAYBE}[A-Za-z_][A-Za-z_0-9* {TAB}]*\){MAYBE}[A-Za-z_].*)$",
            f"{INDENT}(({NAME}{GAP})+{C_CALL})$",
            f"^(@(implementation|interface|protocol){BEHIND})$",
        )
    ),
    "pascal": Kind(
        (
            f"^(((class{GAP})?(procedure|function)|{'|'.join(PASCAL_SECTIONS.split())}){MAYBE}.*)$",
            f"^(.*={MAYBE}(class|record).*)$",
        )
    ),
    "perl": Kind(
        (
            "^package .*",
            rf"^sub [[:alnum:]_':]+{MAYBE}(\([^)]*\){MAYBE})?(:[^;#]*)?{PERL_REST}",
            f"^{one_of(PERL_BLOCKS.split())}{MAYBE}{PERL_REST}",
            "^=head[0-9] .*",
        )
    ),
    "php": Kind(
        (
            f"{INDENT}(((public|protected|private|static|abstract|final){GAP})*function.*)$",
            f"{INDENT}((((final|abstract){GAP})?class|enum|interface|trait).*)$",
        )
    ),
    "python": Kind((declared("class", f"(async{GAP})?def"),)),
    "r": Kind((f"{INDENT}([A-Za-z][A-Za-z0-9_.]*{MAYBE}(<-|=){MAYBE}function.*)$",)),
    "ruby": Kind((declared("class", "module", "def"),)),
    "rust": Kind(
        (
            rf"{INDENT}((pub(\([^)]+\))?{GAP})?((async|const|unsafe|extern({GAP}" + '"[^"]+")' + f"){GAP})?"
            f"{one_of(RUST_ITEMS.split())}[< \t]+[^;]*)$",
        )
    ),
    "scheme": Kind(
        (
            r"^(\(.*)$",
            rf"{INDENT}(\(((define|def{one_of(SCHEME_DEFINITIONS.split())}?)[-*/ {TAB}]"
            f"|(library|module|struct|class)[*+ \t]).*)$",
            r"^  ?(\([Dd][Ee][Ff].*)$",
        )
    ),
    "tex": Kind((r"^(\\((sub)*section|chapter|part)\*?\{.*)$",)),
}


@cache
def builtin_driver(name: str, *, wide: bool = True) -> Driver | None:
    """The driver of this name that git brings along, None for another name; `wide` is where characters are UTF-8's."""
    if name == "default":
        return Driver()
    kind = KINDS.get(name)
    if kind is None:
        return None
    dialect = Dialect(ignore_case=kind.ignore_case, wide=wide)
    rules = tuple(rule_of(pattern, dialect, whole=kind.whole) for pattern in kind.patterns)
    return Driver(RuleHeading(rules, wide), word_pattern(name, wide=wide))
