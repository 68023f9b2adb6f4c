"""Encodings of files in the work tree: a blob has UTF-8.

    UTF-16, UTF-32                  with a byte order mark, which a file must have; written in the machine's order
    UTF-16LE, UTF-16BE, UTF-32…     without one, which a file must not have
    UTF-16LE-BOM, UTF-16BE-BOM      in that order, with one
    SHIFT-JIS, CP1252, …            those below of which Python's tables say what iconv's say

Follows git's Documentation/gitattributes, "working-tree-encoding".
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, getincrementalencoder, lookup

from pygitobj.errors import UnsupportedError
from pygitobj.formats.encoding_names import ICONV_NAMES, OWN
from pygitobj.formats.numbers import WHITE_SPACE, lower

UTF = "utf"
UTF_8 = "UTF-8"
BOMS_16, BOMS_32 = (BOM_UTF16_BE, BOM_UTF16_LE), (BOM_UTF32_BE, BOM_UTF32_LE)
REQUIRED = {"16": BOMS_16, "32": BOMS_32}
PROHIBITED = {"16be": BOMS_16, "16le": BOMS_16, "32be": BOMS_32, "32le": BOMS_32}
# Both are written; a file in the first is read as UTF-16 is, whatever its mark says, and one in the other not at all.
MARKED = {"16le-bom": (BOM_UTF16_LE, "utf-16-le"), "16be-bom": (BOM_UTF16_BE, "utf-16-be")}
READ_AS_UTF_16 = "16le-bom"
ROUND_TRIP = "SHIFT-JIS"
# Of each byte and pair of bytes, and of each character, these say what glibc's iconv says, or nothing.
CODECS = frozenset(
    """
    ascii big5hkscs cp037 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 cp1256 cp1257 cp437 cp500 cp737 cp775 cp850
    cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp949 euc_jp euc_kr gb2312 gbk
    hp-roman8 iso2022_jp iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9
    iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u koi8-t kz1048 ptcp154 shift_jis
    utf-8 utf-16 utf-16-be utf-16-le utf-32 utf-32-be utf-32-le
    """.split()  # noqa: SIM905 - names, not a sentence
)
UTF_CODECS = {which: f"utf-{which[:2]}-{which[2:]}".rstrip("-") for which in (*REQUIRED, *PROHIBITED)}
# Names that iconv has besides Python's, without hyphens and underscores.
ISO = {name.removeprefix("iso").replace("-", ""): name for name in CODECS if name.startswith("iso8859")}
NAMES = {
    "koi8r": "koi8-r", "koi8u": "koi8-u", "latin9": "iso8859-15", "windows874": "cp874", "ibm874": "cp874",
    "msansi": "cp1252", "mscyrl": "cp1251", "msee": "cp1250", "msgreek": "cp1253", "msturk": "cp1254",
    "msarab": "cp1256", "winbaltrim": "cp1257", "cngb": "gb2312", "mscp949": "cp949",
}  # fmt: skip
# Two bytes stand for other characters in it than in Python's.
SHIFT_JIS = "shift_jis"
SHIFT_JIS_OWN = {ord("\\"): "\N{YEN SIGN}", ord("~"): "\N{OVERLINE}"}
# Here Python reads and writes more than iconv does, of which one byte or character would come back as another.
WIDER = {"euc_jp": "euc_jp", "euc_kr": "cp949"}


def variant(name: str) -> str | None:
    """Which UTF `name` is: what stands after "UTF" or "UTF-", in lower case; None for another encoding."""
    small = lower(name)
    return small.removeprefix(UTF).removeprefix("-") if small.startswith(UTF) else None


def is_utf_8(name: str) -> bool:
    """Whether `name` is what blobs have."""
    return variant(name) == "8"


def same_encoding(one: str, other: str) -> bool:
    """Whether both name the same encoding, as far as git knows without asking iconv."""
    which = variant(one)
    return lower(one) == lower(other) or (which is not None and which == variant(other))


def mark_problem(name: str, data: bytes) -> str | None:
    """What is wrong with the byte order mark of `data`, "required" or "prohibited"; None for nothing."""
    which = variant(name) or ""
    if which in PROHIBITED and data.startswith(PROHIBITED[which]):
        return "prohibited"
    if which in REQUIRED and not data.startswith(REQUIRED[which]):
        return "required"
    return None


def must_come_back(name: str, listed: str) -> bool:
    """Whether core.checkRoundtripEncoding, which says `listed`, names `name`, where that first stands in it."""
    at = lower(listed).find(lower(name))
    if at < 0:
        return False
    before, after = listed[:at][-1:], listed[at + len(name) :][:1]
    return all(mark in f",{WHITE_SPACE}" for mark in (before, after))


def codec_of(name: str) -> str | None:
    """The codec that is meant by `name`; None where nobody knows one.

    Raises UnsupportedError for one that Python has, but not as iconv has it.
    """
    small = lower(name)
    if small not in ICONV_NAMES and small != OWN:
        return None
    which = variant(name)
    plain = small.replace("-", "").replace("_", "")
    found = UTF_CODECS.get(which or "") or NAMES.get(plain) or ISO.get(plain.removeprefix("iso")) or python_name(name)
    if found is not None and found not in CODECS:
        raise UnsupportedError(f"the encoding {name} is not supported: Python's tables for it are not those of iconv")
    return found


def python_name(name: str) -> str | None:
    """What Python calls the encoding `name`, None where it knows none."""
    try:
        return lookup(name).name
    except (LookupError, ValueError):
        return None


def into_utf_8(data: bytes, name: str) -> bytes | None:
    """`data`, in the encoding `name`, as a blob has it; None where that cannot be. Raises UnsupportedError."""
    codec = "utf-16" if variant(name) == READ_AS_UTF_16 else codec_of(name)
    if codec is None:
        return None
    try:
        text = data.decode(codec)
        if codec in WIDER and text.encode(WIDER[codec]) != data:
            return None
        return text.translate(SHIFT_JIS_OWN).encode() if codec == SHIFT_JIS else text.encode()
    except UnicodeError:
        return None


def out_of_utf_8(data: bytes, name: str) -> bytes | None:
    """`data` as a file in the encoding `name` has it; None where that cannot be. Raises UnsupportedError."""
    mark, codec = MARKED.get(variant(name) or "", (b"", None))
    codec = codec or codec_of(name)
    if codec is None:
        return None
    try:
        text = data.decode()
        # As for git, what ends within a shift to other characters does not shift back.
        made = getincrementalencoder(codec)("strict").encode(text, False)
        if codec in WIDER and text.encode(WIDER[codec]) != made:
            return None
    except UnicodeError:
        return None
    return mark + made


def converted(data: bytes, source: str, target: str) -> bytes | None:
    """`data`, in the encoding `source`, in the encoding `target`; None where that cannot be.

    Where Python's tables are not those of iconv, they are better than none: what is shown is not stored.
    """
    if is_utf_8(source):
        text: bytes | None = data
    else:
        text = into_utf_8(data, source) if is_as_iconv(source) else into_utf_8_by_python(data, source)
    if text is None or is_utf_8(target):
        return text
    return out_of_utf_8(text, target) if is_as_iconv(target) else out_of_utf_8_by_python(text, target)


def is_as_iconv(name: str) -> bool:
    """Whether what Python knows of the encoding `name`, which may be nothing, is what iconv knows."""
    try:
        codec_of(name)
    except UnsupportedError:
        return False
    return True


def into_utf_8_by_python(data: bytes, name: str) -> bytes | None:
    """As `into_utf_8`, by a table of Python's own."""
    try:
        return data.decode(name).encode()
    except (UnicodeError, LookupError):
        return None


def out_of_utf_8_by_python(data: bytes, name: str) -> bytes | None:
    """As `out_of_utf_8`, by a table of Python's own."""
    try:
        return data.decode().encode(name)
    except (UnicodeError, LookupError):
        return None
