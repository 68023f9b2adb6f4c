"""What the format `medium` shows of a commit that is as most are, for many commits one after another.

    <merge>                     as it is handed in
    Author: <name> <<email>>
    Date:   <weekday> <month> <day> <hours>:<minutes>:<seconds> <year> <offset>

        <line>                  of the message, by four blanks to the right; tabs up to the next multiple of eight

A commit that is not so is not shown, but None: where its headers are not as most are (usual_commit.py), with a tab
after what is more than ASCII, or without a message.

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pygitobj.kernels.columns import USUAL_DATE
from pygitobj.kernels.pure.usual_commit import shown_date, usual_commit

PLAIN = re.compile(rb"[\t -~]*\t")
SPACE = b" \t\n\r"
TAB, INDENT = 8, b"    "


def medium_text(body: bytes, merge: bytes, people: Mapping[bytes, bytes] | None) -> bytes | None:
    """What is shown of the commit `body`; None for one that is not as most are.

    `people` says how each `<name> <<email>>` is shown, where they are not shown as they are; None too for one of whom
    it says nothing.
    """
    found = usual_commit(body, with_committer=False)
    if found is None:
        return None
    person: bytes | None = b"%b <%b>" % (found.author.name, found.author.email)
    if people is not None and person is not None:
        person = people.get(person)
    message = message_of(body[found.message :])
    if person is None or message is None:
        return None
    return b"%bAuthor: %b\nDate:   %b\n\n%b" % (merge, person, shown_date(found.author, USUAL_DATE), message)


def message_of(text: bytes) -> bytes | None:
    """The lines of a message; None where a tab is not after ASCII alone, or where there are none."""
    lines: list[bytes] = []
    for whole in text.split(b"\n"):
        line = whole.rstrip(SPACE)
        if not line and not lines:
            continue
        if b"\t" in line:
            found = PLAIN.match(line)
            if found is None or b"\t" in line[found.end() :]:
                return None
            line = found[0].expandtabs(TAB) + line[found.end() :]
        lines.append(INDENT + line + b"\n")
    while lines and lines[-1] == INDENT + b"\n":
        lines.pop()
    return b"".join(lines) or None
