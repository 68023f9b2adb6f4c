"""Which packs and loose objects stay: what others have put there, what is kept, what would grow old by going."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj

DELETING = ["-ad", "-adf", "-Ad", "-Ad --unpack-unreachable=now", "-adk", "-d --geometric=2", "-d --geometric=100",
            "-adl", "-ad --pack-kept-objects"]  # fmt: skip
YOUNG = b"nothing leads here\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with two packs."""
    git(tmp_path, "init", "-q", "-b", "main", "--template=", "r")
    for step in range(2):
        (tmp_path / "r/file").write_text(f"{step}\n")
        git(tmp_path / "r", "add", ".")
        git(tmp_path / "r", "commit", "-qm", f"step {step}")
        git(tmp_path / "r", "repack", "-dq")
    return tmp_path / "r"


def folder(repo: Path) -> Path:
    return repo / ".git/objects/pack"


def put(repo: Path, name: str, *texts: bytes) -> Path:
    """The path of a new pack of objects, called `name`, or as git calls it where that is empty."""
    oids = [git(repo, "hash-object", "-w", "--stdin", stdin=text) for text in texts]
    made = git(repo, "pack-objects", "-q", ".git/objects/pack/made", stdin=b"".join(oids)).decode().strip()
    git(repo, "prune-packed")
    for suffix in (".pack", ".idx", ".rev"):
        if (folder(repo) / f"made-{made}{suffix}").exists():
            (folder(repo) / f"made-{made}{suffix}").rename(folder(repo) / f"{name or f'pack-{made}'}{suffix}")
    return folder(repo) / f"{name or f'pack-{made}'}.pack"


def files(repo: Path, stem: str) -> dict[str, bytes]:
    """The files of the pack `stem`."""
    return {path.name: path.read_bytes() for path in folder(repo).iterdir() if path.name.startswith(f"{stem}.")}


@pytest.mark.parametrize("name", ["backup", "pack-backup", f"old-{'0' * 40}", f"pack-{'0' * 39}", f"pack-{'0' * 41}",
                                  f"pack-{'0' * 64}", f"pack-{'A' * 40}", f"pack-{'g' * 40}", f"pack_{'0' * 40}",
                                  f"{'0' * 40}", f"x-pack-{'0' * 40}", f"pack--{'0' * 39}"])  # fmt: skip
def test_packs_of_other_names(repo: Path, name: str) -> None:
    """Git takes any name for its own that is as long as an id, and with --geometric all."""
    head = git(repo, "rev-parse", "HEAD:file").decode().strip()
    put(repo, name, YOUNG, b"1\n")
    before = files(repo, name)
    assert len(before) >= 2
    for words in DELETING:
        copy = repo.parent / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(repo, copy)
        assert pygitobj(copy, "repack", "-q", *words.split()).code == 0, words
        assert files(copy, name) == before, words
        # What is reachable may be packed once more; what is not is not made loose, since it stays where it is.
        assert not list((copy / ".git/objects").glob("[0-9a-f][0-9a-f]/*")), words
        own = [pack for pack in folder(copy).glob("pack-*.idx") if len(pack.stem) == 45 and pack.stem != name]
        packed = b"".join(git(copy, "show-index", stdin=idx.read_bytes()) for idx in own)
        assert head.encode() in packed or "geometric" in words
        git(copy, "fsck", "--full")


def test_packs_of_other_names_in_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "r")
    repo = tmp_path / "r"
    (repo / "file").write_text("x\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "x")
    git(repo, "repack", "-adq")
    put(repo, f"pack-{'0' * 40}", YOUNG)
    gone = put(repo, "", b"more\n")
    assert pygitobj(repo, "repack", "-adq").code == 0
    assert files(repo, f"pack-{'0' * 40}")
    assert not gone.exists()


def keep_as_link(path: Path) -> None:
    path.symlink_to(path.name)


def keep_as_directory(path: Path) -> None:
    path.mkdir()


def keep_as_broken_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [Path.touch, keep_as_link, keep_as_broken_link, keep_as_directory])
@pytest.mark.parametrize("words", DELETING)
def test_kept(repo: Path, make: object, words: str) -> None:
    """Whatever has the name: a link that leads round in a circle cannot be told of, which does not mean no."""
    pack = put(repo, "", YOUNG)
    assert callable(make)
    make(pack.with_suffix(".keep"))
    before = files_but_keep(repo, pack.stem)
    assert pygitobj(repo, "repack", "-q", *words.split()).code == 0
    assert files_but_keep(repo, pack.stem) == before


def files_but_keep(repo: Path, stem: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder(repo).glob(f"{stem}.*") if path.suffix != ".keep"}


def test_layers_of_a_multi_pack_index(repo: Path) -> None:
    """Newer git makes a chain of them; it goes with the packs of which any of them tells."""
    layers = folder(repo) / "multi-pack-index.d"
    git(repo, "multi-pack-index", "write")
    layers.mkdir()
    one = folder(repo) / "multi-pack-index"
    one.rename(layers / f"multi-pack-index-{'1' * 40}.midx")
    (layers / "multi-pack-index-chain").write_text("1" * 40 + "\n")
    (layers / f"multi-pack-index-{'1' * 40}.rev").touch()
    assert pygitobj(repo, "repack", "-adq").code == 0
    assert not list(layers.iterdir())
    git(repo, "fsck", "--full")


def test_a_multi_pack_index_of_other_packs_stays(repo: Path) -> None:
    git(repo, "multi-pack-index", "write")
    for pack in folder(repo).glob("*.pack"):
        pack.with_suffix(".keep").touch()
    (repo / "file").write_text("more\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "more")
    git(repo, "repack", "-dq")
    gone = put(repo, "", b"more\n")
    assert pygitobj(repo, "repack", "-adq").code == 0
    assert not gone.exists()
    assert (folder(repo) / "multi-pack-index").exists()
    git(repo, "fsck", "--full")


@pytest.mark.parametrize("words", ["-ad", "-adf", "-Ad", "-adk", "-d --geometric=2"])
def test_again_into_a_pack_of_the_same_name(repo: Path, words: str) -> None:
    """What comes out has the name of what was there: it must not go, and is as young as a new one."""
    git(repo, "repack", "-adq")
    assert pygitobj(repo, "repack", "-adq").code == 0
    (pack,) = folder(repo).glob("*.pack")
    before = pack.read_bytes()
    os.utime(pack, (1e9, 1e9))
    assert pygitobj(repo, "repack", "-q", *words.split()).code == 0
    (again,) = folder(repo).glob("*.pack")
    git(repo, "fsck", "--full", "--strict")
    if again == pack:
        assert pack.read_bytes() == before
    assert not list(folder(repo).glob("tmp_*"))


@pytest.mark.parametrize("bad", [b"", b"damaged", b"x\x9c\x01\x00\x00"])
def test_damaged_loose_objects_are_made_again(repo: Path, bad: bytes) -> None:
    """With -A the pack goes, and the loose file of that name would be the only one."""
    oid = git(repo, "hash-object", "--stdin", stdin=YOUNG).decode().strip()
    gone = put(repo, "", YOUNG)
    path = repo / ".git/objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bad)
    assert pygitobj(repo, "repack", "-Adq").code == 0
    assert not gone.exists()
    assert git(repo, "cat-file", "blob", oid) == YOUNG


def test_as_old_as_the_youngest_pack(repo: Path) -> None:
    """An object that is in several packs is as young as the youngest of them, once it is loose."""
    first = put(repo, "", YOUNG, b"a\n")
    git(repo, "hash-object", "-w", "--stdin", stdin=YOUNG)
    second = put(repo, "", YOUNG, b"b\n")
    for path, when in ((first, 1_500_000_000), (second, 1_600_000_000)):
        os.utime(path, (when, when))
    assert pygitobj(repo, "repack", "-Adq").code == 0
    oid = git(repo, "hash-object", "--stdin", stdin=YOUNG).decode().strip()
    assert (repo / ".git/objects" / oid[:2] / oid[2:]).stat().st_mtime == 1_600_000_000


def loose_again(repo: Path, text: bytes, *, days: float) -> Path:
    """The file of an object that is in a pack, loose once more and so old."""
    for pack in folder(repo).glob("*"):
        pack.rename(repo / pack.name)
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=text).decode().strip()
    for pack in repo.glob("pack-*"):
        pack.rename(folder(repo) / pack.name)
    path = repo / ".git/objects" / oid[:2] / oid[2:]
    then = path.stat().st_mtime - days * 24 * 60 * 60
    os.utime(path, (then, then))
    return path


def test_pruned_as_packed_but_not_older_by_that(repo: Path) -> None:
    """A young loose object whose pack is old would be old without its file: the pack becomes as young as it."""
    pack = put(repo, "", YOUNG)
    os.utime(pack, (1e9, 1e9))
    path = loose_again(repo, YOUNG, days=3)
    when = path.stat().st_mtime_ns
    assert pygitobj(repo, "prune-packed").code == 0
    assert not path.exists()
    assert pack.stat().st_mtime_ns == when


def test_pruned_as_packed_and_as_old_as_the_pack(repo: Path) -> None:
    pack = put(repo, "", YOUNG)
    before = pack.stat().st_mtime_ns
    path = loose_again(repo, YOUNG, days=3)
    assert pygitobj(repo, "prune-packed").code == 0
    assert not path.exists()
    assert pack.stat().st_mtime_ns == before


def test_younger_than_a_cruft_pack_says(repo: Path) -> None:
    """Times of a cruft pack are for each object, and are not changed: a younger file stays."""
    for text in (YOUNG, b"another\n"):
        git(repo, "hash-object", "-w", "--stdin", stdin=text)
    for file in (repo / ".git/objects").glob("??/*"):
        os.utime(file, (1e9, 1e9))
    git(repo, "pack-objects", "-q", "--cruft", ".git/objects/pack/pack", stdin=b"")
    assert list(folder(repo).glob("*.mtimes"))
    young, old = (
        repo / ".git/objects" / oid[:2] / oid[2:]
        for oid in (git(repo, "hash-object", "--stdin", stdin=text).decode() for text in (YOUNG, b"another\n"))
    )
    young, old = Path(str(young).strip()), Path(str(old).strip())
    os.utime(young)
    assert pygitobj(repo, "prune-packed").code == 0
    assert young.exists()
    assert not old.exists()


def test_what_git_has_just_loosened(repo: Path) -> None:
    """It takes the pack away next, without looking again: what it made loose, as old as the pack, stays for a while."""
    pack = put(repo, "", YOUNG)
    os.utime(pack, ns=(10**18 + 5, 10**18 + 5))
    path = loose_again(repo, YOUNG, days=0)
    os.utime(path, ns=(10**18, 10**18))
    assert pygitobj(repo, "prune-packed").code == 0
    assert path.exists()
    # Not so where times are whole seconds all over, as copies have them.
    os.utime(pack, ns=(10**18, 10**18))
    assert pygitobj(repo, "prune-packed").code == 0
    assert not path.exists()


@pytest.mark.parametrize("words", [["prune-packed"], ["prune", "--expire=2.weeks.ago"], ["repack", "-dq"]])
def test_directories_that_cannot_be_listed(repo: Path, words: list[str]) -> None:
    """Nothing goes, and it is told."""
    if os.geteuid() == 0:
        pytest.skip("root may look anywhere")
    path = loose_again(repo, b"1\n", days=3)
    folder(repo).chmod(0o000)
    answer = pygitobj(repo, *words)
    folder(repo).chmod(0o755)
    assert path.exists()
    assert answer.code == 128


def test_beside_git_gc(repo: Path) -> None:
    """It takes away what is loose by packs that it has made just now, so that these stay while it is at work."""
    young = put(repo, "", YOUNG)
    lock = repo / ".git/gc.pid"
    lock.write_text(f"{os.getpid()} {os.uname().nodename}")
    for words in ("-Ad", "-Ad --unpack-unreachable=2.weeks.ago"):
        assert pygitobj(repo, "repack", "-q", *words.split()).code == 0
        assert young.exists()
    lock.unlink()
    assert pygitobj(repo, "repack", "-Adq").code == 0
    assert not young.exists()
    assert git(repo, "cat-file", "blob", git(repo, "hash-object", "--stdin", stdin=YOUNG).decode().strip()) == YOUNG
