r"""What a word is in files of the kinds that git knows: patterns, of which the longest match at a place counts.

Every character that is no white space and begins none of them is a word by itself. Follows git's
Documentation/gitattributes, "Customizing word diff".
"""

from __future__ import annotations

NAME = "[a-zA-Z_][a-zA-Z0-9_]*"
# A number as most languages have it, with its signs and dots wherever they are.
LOOSE = "[-+0-9.e]+"
BASED = "0[xXbB]?[0-9a-fA-F]+"
# Operators of C and those that took them over.
ASSIGNED = "[-+*/<>%&^|=!]="
TWICE = ("--", r"\+\+")
SHIFTED = ("<<=?", ">>=?")
LOGIC = ("&&", r"\|\|")
IN_C = (ASSIGNED, *TWICE, *SHIFTED, *LOGIC)
NO_BLANKS = ("[^ \t]+",)
NO_TAGS = ("[^<>= \t]+",)

FORTRAN_WORDS = "eq ne gt ge lt le true false and or eqv neqv not"
ELIXIR_SIGNS = (
    r"\+\+", "--", r"\.\.", "~~~", "<>", r"\^\^\^", r"<?\|>", "<<<?", ">?>>", "<<?~", "~>?>", "<~>", "<=", ">=", "===?",
    "!==?", "=~", "&&&?", r"\|\|\|?", "=>", "<-", r"\\\\", "->",
)  # fmt: skip


def any_case(word: str) -> str:
    """The letters of `word` in either case."""
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


WORDS: dict[str, tuple[str, ...]] = {
    "ada": (
        "[a-zA-Z][a-zA-Z0-9_]*", "[-+]?[0-9][0-9#_.aAbBcCdDeEfF]*([eE][+-]?[0-9_]+)?", "=>", r"\.\.", r"\*\*", ":=",
        "/=", ">=", "<=", "<<", ">>", "<>",
    ),
    "bash": (
        NAME, r"\$[a-zA-Z0-9_]+", r"\$\{", *LOGIC, "<<", ">>", "==", "!=", "<=", ">=", "[-+*/%&|^]=", ":[-=+?]", "##",
        "%%", r"\^\^", ",,", "[-a-zA-Z0-9_]+", r"[](){}[]",
    ),
    "bibtex": ('[={}"]', '[^={}" \t]+'),
    "cpp": (
        NAME, "[0-9][0-9.]*([Ee][-+]?[0-9]+)?[fFlLuU]*", "0[xXbB][0-9a-fA-F]+[lLuU]*",
        r"\.[0-9]+([Ee][-+]?[0-9]+)?[fFlL]?", *IN_C, "::", r"->\*?", r"\.\*", "<=>",
    ),
    "csharp": (NAME, f"{LOOSE}[fFlL]?", f"{BASED}[lL]?", *IN_C, "::", "->"),
    "css": ("-?[_a-zA-Z][-_a-zA-Z0-9]*", "-?[0-9]+", "#[0-9a-fA-F]+"),
    "dts": ("[a-zA-Z0-9,._+?#-]+", "[-+*/%&^|!~]", ">>", "<<", *LOGIC),
    "elixir": (
        "[@:]?[a-zA-Z0-9@_?!]+", "[-+]?0[xob][0-9a-fA-F]+", "[-+]?[0-9][0-9_.]*([eE][-+]?[0-9_]+)?",
        *(f":?{sign}" for sign in ELIXIR_SIGNS), r":?%[A-Za-z0-9_.]\{\}?",
    ),
    "fortran": (
        "[a-zA-Z][a-zA-Z0-9_]*", *(rf"\.{any_case(word)}\." for word in FORTRAN_WORDS.split()),
        "[-+]?[0-9.]+([AaIiDdEeFfLlTtXx][Ss]?[-+]?[0-9.]*)?(_[a-zA-Z0-9][a-zA-Z0-9_]*)?", "//", r"\*\*", "::",
        "[/<>=]=",
    ),
    "fountain": ("[^ \t-]+",),
    "golang": (
        NAME, "[-+0-9.eE]+i?", "0[xX]?[0-9a-fA-F]+i?", ASSIGNED, ":=", *TWICE, *SHIFTED, r"&\^=?", *LOGIC, "<-",
        r"\.\.\.",
    ),
    "html": NO_TAGS,
    "ini": NO_BLANKS,
    "java": (NAME, f"{LOOSE}[fFlL]?", f"{BASED}[lL]?", ASSIGNED, *TWICE, "<<=?", ">>>?=?", *LOGIC),
    "kotlin": (
        NAME, "0[xXbB][0-9a-fA-F_]+[lLuU]*", "[0-9][0-9_]*([.][0-9_]*)?([Ee][-+]?[0-9]+)?[fFlLuU]*",
        "[.][0-9][0-9_]*([Ee][-+]?[0-9]+)?[fFlLuU]?", "[-+*/<>%&^|=!]==?", *TWICE, "<<=", ">>=", *LOGIC, "->", r"\.\*",
        "!!", "[?:.][.:]",
    ),
    "markdown": NO_TAGS,
    "matlab": (NAME, LOOSE, "[=~<>]=", r"\.[*/\^']", r"\|\|", "&&"),
    "objc": (NAME, f"{LOOSE}[fFlL]?", f"{BASED}[lL]?", *IN_C, "::", "->"),
    "pascal": (NAME, LOOSE, BASED, "<>", "<=", ">=", ":=", r"\.\."),
    "perl": (
        "[[:alpha:]_'][[:alnum:]_']*", "0[xb]?[0-9a-fA-F_]*", r"[0-9a-fA-F_]+(\.[0-9a-fA-F_]+)?([eE][-+]?[0-9_]+)?",
        "=>", "-[rwxoRWXOezsfdlpSugkbctTBMAC>]", "~~", "::", "&&=", r"\|\|=", "//=", r"\*\*=", *LOGIC, "//",
        *TWICE, r"\*\*", r"\.\.\.?", "[-+*/%.^&<>=!|]=", "=~", "!~", "<<", "<>", "<=>", ">>",
    ),
    "php": (NAME, LOOSE, BASED, "[-+*/<>%&^|=!.]=", *TWICE, *SHIFTED, "===", *LOGIC, "::", "->"),
    "python": (NAME, f"{LOOSE}[jJlL]?", "0[xX]?[0-9a-fA-F]+[lL]?", ASSIGNED, "//=?", *SHIFTED, r"\*\*=?"),
    "r": NO_BLANKS,
    "ruby": (
        f"(@|@@|\\$)?{NAME}", LOOSE, BASED, r"\?(\\C-)?(\\M-)?.", "//=?", ASSIGNED, *SHIFTED, "===", r"\.{1,3}", "::",
        "[!=]~",
    ),
    "rust": (
        NAME, r"[0-9][0-9_a-fA-Fiosuxz]*(\.([0-9]*[eE][+-]?)?[0-9_fF]*)?", "[-+*/<>%&^|=!:]=", r"\\=", *SHIFTED, *LOGIC,
        "->", "=>", r"\.\.=", r"\.\.\.", "::",
    ),
    "scheme": (r"\|([^|\]|\\.)*\|", "[^][)(}{ \t]+"),
    "tex": (r"\\[a-zA-Z@]+", r"\\.", "([a-zA-Z0-9]|[^\x01-\x7f])+"),
}  # fmt: skip


def word_pattern(kind: str, *, wide: bool) -> str:
    """What a word is in files of this kind; `wide` is where characters are those of UTF-8."""
    # Bytes, as texts have them that were decoded: of a character of UTF-8 the first, and those that follow.
    characters = () if wide else ("[\udcc0-\udcff][\udc80-\udcbf]+",)
    return "|".join((*WORDS[kind], "[^[:space:]]", *characters))
