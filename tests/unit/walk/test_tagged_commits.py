"""The commits that many tags name, looked at together: those alone of which nothing more is to be asked."""

from __future__ import annotations

from pathlib import Path

from pygitobj import ObjectStore
from pygitobj.walk.tagged_commits import commits_tagged


def tag_of(oid: bytes, kind: bytes, name: bytes = b"t") -> bytes:
    return b"object %s\ntype %s\ntag %s\ntagger A <a@b> 1 +0000\n\n%s\n" % (oid.hex().encode(), kind, name, name)


def test_what_is_known_without_further_questions(tmp_path: Path) -> None:
    with ObjectStore(str(tmp_path)) as store:
        with store.pack_writer() as pack:
            blob, tree = bytes(pack.add("blob", b"x")), bytes(pack.add("tree", b""))
            body = b"tree %s\nauthor A <a@b> %d +0000\ncommitter A <a@b> 1 +0000\n\n"
            commits = [bytes(pack.add("commit", body % (tree.hex().encode(), n))) for n in range(3)]
            tags = [bytes(pack.add("tag", tag_of(oid, b"commit"))) for oid in commits]
            lost = b"\1" * 20
            odd = [
                tag_of(tags[0], b"tag"),
                tag_of(blob, b"commit"),
                tag_of(commits[0], b"tree"),
                tag_of(lost, b"commit"),
                # What goes on on the next line is for the parser.
                tag_of(commits[0], b"commit").replace(b"type commit\n", b"type commit\n x\n"),
                b"object\n",
            ]
            others = [bytes(pack.add("tag", one)) for one in odd]
        assert commits_tagged(store, [*others, *tags, commits[0], lost]) == dict(zip(tags, commits, strict=True))
        # Of few nothing is told: each is peeled by itself.
        assert commits_tagged(store, tags) == {}
