"""What a walk puts into the groups of `shortlog`.

Follows git's Documentation/git-shortlog.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.cli.pretty.commit_format import CommitFormat, Named
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.shortlog_groups import Groups
from pygitobj.cli.walking.formats import bodies_of, settings_for
from pygitobj.cli.walking.grouped import grouped
from pygitobj.cli.walking.shown import mark_of
from pygitobj.cli.walking.walk import planned
from pygitobj.cli.walking.words import Words
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.trailers import trailer_values
from pygitobj.repository.repository import Repository

NO_SUBJECT = b"<none>"
SUBJECT = Named(text="%s")


def take_walked(repository: Repository, said: Words, groups: Groups) -> None:
    """Put the commits that `said` means into `groups`. Raises GitObjectError."""
    settings = settings_for(repository, said.given)._replace(use_color=False)
    settings.world.use_color = False
    told = CommitFormat(SUBJECT, settings)
    if said.given.is_pretty:
        given = CommitFormat.parse(said.given.format, settings)
        told = given if given.is_user_format else told
    formats = [CommitFormat(Named(text=text), settings) for text in groups.formats]
    for commit in walked(repository, said):
        text = b"" if groups.counts_only else told.show(commit) or NO_SUBJECT
        met: set[bytes] = set()
        for value in trailers_in(commit, groups, settings.encoding) if groups.trailers else ():
            shown = groups.person(value)
            group = value if shown is None else shown
            if group not in met:
                met.add(group)
                groups.add(group, text)
        for form in formats:
            group = form.show(commit)
            if group not in met:
                groups.add(group, text)
            if groups.tells_apart:
                met.add(group)


def walked(repository: Repository, said: Words) -> Iterator[ShownCommit]:
    """The commits that `said` means, with their bodies. Raises GitObjectError."""
    plan = planned(repository, said)
    engine = plan.engine
    engine.prepare(plan.tips)
    walk = engine.walk
    oid = walk.table.oid
    for some in grouped(engine.run()):
        for number, body in zip(some, bodies_of(repository, list(map(oid, some))), strict=True):
            parents = tuple(map(oid, walk.parents(number)))
            yield ShownCommit(oid(number), body, parents=parents, mark=mark_of(walk, number))


def trailers_in(commit: ShownCommit, groups: Groups, encoding: str) -> Iterator[bytes]:
    """The values of those trailers of `commit` by which it is grouped."""
    text = CommitText(commit.body, encoding)
    for key, value in trailer_values(text.message):
        if key.lower().decode("utf-8", "surrogateescape") in groups.trailers:
            yield value
