"""What the locale says of characters: whether they are those of UTF-8, or bytes.

Follows POSIX, "Environment Variables", 8.2.
"""

from __future__ import annotations

from collections.abc import Mapping

from pygitobj.formats.numbers import lower

VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
UTF_8 = "utf8"


def has_wide_characters(environ: Mapping[str, str]) -> bool:
    """Whether characters are those of UTF-8 where the environment is `environ`.

    The first variable that says anything decides. Python itself sets LC_CTYPE where none does, to C.UTF-8.
    """
    name = next((environ[variable] for variable in VARIABLES if environ.get(variable)), "")
    code_set = name.partition("@")[0].partition(".")[2]
    return lower(code_set).replace("-", "") == UTF_8
