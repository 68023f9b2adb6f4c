"""What lists show of references: all of them at once and one by one, the same; and their shortest names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.oid import SHA1, ObjectId
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.plain_lines import plain_lines
from pygitobj.refs.refs import Refs
from pygitobj.refs.short_names import shortened, without_first, without_last

ONE, TWO = ObjectId("1" * 40), ObjectId("2" * 40)
HEADER = "# pack-refs with: peeled fully-peeled sorted \n"
PACKED = f"{HEADER}{ONE} refs/heads/a\n{TWO} refs/heads/v1.0\n{ONE} refs/tags/t\n^{TWO}\n{TWO} refs/tags/u@v\n"


@pytest.fixture
def git_dir(tmp_path: Path) -> Path:
    (tmp_path / "refs/heads").mkdir(parents=True)
    (tmp_path / "refs/tags").mkdir()
    (tmp_path / "packed-refs").write_text(PACKED)
    return tmp_path


def refs_in(git_dir: Path) -> Refs:
    return Refs(FilesBackend(str(git_dir), str(git_dir), SHA1))


def one_by_one(refs: Refs, prefix: str = "") -> list[bytes]:
    """The lines that the ordinary way gives."""
    return [f"{ref.id} {ref.name}".encode() for ref in refs.listed(prefix)]


@pytest.mark.parametrize("prefix", ["", "refs/heads/", "refs/tags/", "refs/heads/v", "refs/x/"])
def test_at_once_as_one_by_one(git_dir: Path, prefix: str) -> None:
    for name, content in {
        "heads/0": f"{ONE}\n", "heads/a": f"{TWO}\n", "heads/m": "ref: refs/tags/t\n", "tags/zz": f"{TWO}\n",
        "tags/dangling": "ref: refs/heads/none\n", "heads/v1.0": f"{ONE}\n",
    }.items():  # fmt: skip
        refs = refs_in(git_dir)
        found = plain_lines(refs, prefix)
        assert found is not None
        lines = one_by_one(refs, prefix)
        assert found.text == b"".join(line + b"\n" for line in lines)
        assert found.total == len(lines)
        assert {bytes.fromhex(line[:40].decode()) for line in lines} == set(found.ids)
        (git_dir / "refs" / name).write_text(content)
    (git_dir / "packed-refs").unlink()
    last = plain_lines(refs_in(git_dir), prefix)
    assert last is not None
    assert last.text.splitlines() == one_by_one(refs_in(git_dir), prefix)


@pytest.mark.parametrize(
    "line",
    [
        f"{ONE} refs/heads/b..c", f"{ONE} refs/heads/b.lock", f"{ONE} refs/heads/b.lock/x", f"{ONE} refs/heads/b/",
        f"{ONE} refs/heads//b", f"{ONE} refs/heads/b.", f"{ONE} refs/heads/.b", f"{ONE} refs/heads/b@{{c",
        f"{ONE} refs/heads/b c", f"{ONE} refs/heads/b\tc", f"{ONE} refs/heads/b~", f"{ONE} refs/heads/b*",
        f"{ONE} refs/heads/b^c", f"{ONE} heads/b", f"{ONE}  refs/heads/b", f"{ONE}\trefs/heads/b",
        f"{'0' * 40} refs/heads/b", f"{'g' * 40} refs/heads/b", f"{'A' * 40} refs/heads/b", f"{'1' * 39} refs/heads/b",
        f"{'1' * 41} refs/heads/b", f"{ONE} refs/heads/b\x7f", f"{ONE} refs/heads/b\\c",
    ],
)  # fmt: skip
def test_what_is_not_usual_is_looked_at_one_by_one(git_dir: Path, line: str) -> None:
    (git_dir / "packed-refs").write_text(PACKED + line + "\n")
    assert plain_lines(refs_in(git_dir), "") is None


@pytest.mark.parametrize("content", ["garbage\n", "0" * 40 + "\n", ""])
def test_a_broken_one_is_looked_at_one_by_one(git_dir: Path, content: str) -> None:
    (git_dir / "refs/heads/b").write_text(content)
    assert plain_lines(refs_in(git_dir), "") is None
    assert plain_lines(refs_in(git_dir), "refs/tags/") is not None


def test_listed(git_dir: Path) -> None:
    (git_dir / "refs/heads/b c").write_text(f"{ONE}\n")
    (git_dir / "refs/heads/broken").write_text("x\n")
    (git_dir / "refs/heads/sym").write_text("ref: refs/heads/other\n")
    (git_dir / "refs/heads/other").write_text("ref: refs/tags/t\n")
    found = {ref.name: ref for ref in refs_in(git_dir).listed("")}
    assert found["refs/heads/b c"].has_bad_name
    assert found["refs/heads/broken"].id is None
    assert (found["refs/heads/sym"].id, found["refs/heads/sym"].target) == (ONE, "refs/tags/t")
    assert found["refs/tags/t"].peeled == TWO
    assert found["refs/tags/u@v"].target is None


def test_short_names(git_dir: Path) -> None:
    for name in ("heads/t", "heads/only", "remotes/o/HEAD", "remotes/o/x"):
        (git_dir / "refs" / name).parent.mkdir(parents=True, exist_ok=True)
        (git_dir / "refs" / name).write_text(f"{ONE}\n")
    refs = refs_in(git_dir)
    for name, strict, loose in (
        ("refs/heads/only", "only", "only"),
        ("refs/heads/t", "heads/t", "heads/t"),
        ("refs/tags/t", "tags/t", "t"),
        ("refs/remotes/o/HEAD", "o", "o"),
        ("refs/remotes/o/x", "o/x", "o/x"),
        ("refs/notes/x", "notes/x", "notes/x"),
        ("HEAD", "HEAD", "HEAD"),
    ):
        assert (shortened(refs, name, strict=True), shortened(refs, name, strict=False)) == (strict, loose), name


@pytest.mark.parametrize(
    ("count", "first", "last"),
    [(0, "a/b/c", "a/b/c"), (1, "b/c", "a/b"), (2, "c", "a"), (3, "", ""), (9, "", ""), (-1, "c", "a"),
     (-2, "b/c", "a/b"), (-3, "a/b/c", "a/b/c"), (-9, "a/b/c", "a/b/c")],
)  # fmt: skip
def test_parts(count: int, first: str, last: str) -> None:
    assert (without_first("a/b/c", count), without_last("a/b/c", count)) == (first, last)
