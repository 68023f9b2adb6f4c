"""What files with the attribute `export-subst` have in an archive: `$Format:<format>$` as the format shows the commit.

A commit is described once, as git does: what else asks for it stays as it is. All is in the encoding that the commit
says it has.

Follows git's Documentation/gitattributes, "export-subst".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pygitobj.formats.commit import Commit
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository

PLACE = re.compile(rb"\$Format:([^$]*)\$")
# What describes a commit takes long, and is done once for an archive; a percent sign that stands for itself is none.
DESCRIBES = re.compile(r"%%|%(\(describe[:)])")


def substituting(repository: Repository, commit: ObjectId) -> Callable[[bytes], bytes]:
    """What makes of a file of `commit` what it has in an archive."""
    described: list[str] = []

    def once(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        described.append(found[0])
        return found[0] if len(described) == 1 else "%%" + found[1]

    def shown(found: re.Match[bytes]) -> bytes:
        from pygitobj.cli.pretty.commit_format import CommitFormat, Named  # few archives have such files
        from pygitobj.cli.pretty.commit_shown import ShownCommit
        from pygitobj.cli.walking.formats import settings_for
        from pygitobj.cli.walking.given import Given
        from pygitobj.formats.encoding import UTF_8

        body = repository.reader.read(commit).data
        encoding = Commit(body, commit, repository.format).encoding or UTF_8
        settings = settings_for(repository, Given())._replace(encoding=encoding, use_color=False)
        settings.world.use_color = False
        text = DESCRIBES.sub(once, found[1].decode("utf-8", "surrogateescape"))
        return CommitFormat(Named(text=text), settings).show(ShownCommit(bytes(commit), body))

    return lambda content: PLACE.sub(shown, content)
