"""index-pack, verify-pack and show-index beside git: the same files, output and exit codes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from tests.support.command import PYGITOBJ, git, pygitobj, run
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ref_delta, whole

BODY = b"the base of them all\n" * 20
DELTA = delta(len(BODY), len(BODY) + 1, copy(0, len(BODY)) + insert(b"x"))


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of some history in one pack, called p.pack beside it."""
    path = tmp_path_factory.mktemp("packed")
    git(path, "init", "-q", "-b", "main", "r")
    lines = [f"line {number}\n" for number in range(400)]
    for step in range(40):
        lines[step * 7 % 400] = f"changed in {step}\n"
        (path / "r" / f"file{step % 3}").write_text("".join(lines))
        git(path / "r", "add", ".")
        git(path / "r", "commit", "-qm", f"step {step}")
    git(path / "r", "tag", "-am", "a tag", "v1")
    git(path / "r", "repack", "-adfq")
    (pack,) = (path / "r/.git/objects/pack").glob("*.pack")
    (path / "p.pack").write_bytes(pack.read_bytes())
    return path


def empty(path: Path, *words: str) -> Path:
    """A new repository."""
    path.mkdir()
    git(path, "init", "-q", "-b", "main", *words)
    return path


@pytest.mark.parametrize("options", [[], ["--index-version=1"], ["--index-version=2,0x400"], ["--no-rev-index"]])
def test_the_files_are_gits(packed: Path, tmp_path: Path, options: list[str]) -> None:
    made = {}
    for name, command in (("theirs", ["git"]), ("ours", PYGITOBJ)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "p.pack").write_bytes((packed / "p.pack").read_bytes())
        reverse = [] if "--no-rev-index" in options else ["--rev-index"]
        answer = run([*command, "index-pack", *options, *reverse, "p.pack"], folder)
        files = {file.name: (file.read_bytes(), file.stat().st_mode) for file in folder.iterdir()}
        made[name] = answer, files
    assert made["ours"] == made["theirs"]


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_shape(name: str, tmp_path: Path) -> None:
    """Of every odd repository: packs as git indexes them, from a file and from a stream."""
    RECIPES[name](tmp_path / "r")
    packs = sorted((tmp_path / "r").rglob("objects/pack/*.pack"))
    if not packs:
        pytest.skip("nothing is packed here")
    # Hundreds of small ones are alike.
    for number, pack in enumerate(packs[:: max(1, len(packs) // 8)]):
        ours, theirs = tmp_path / f"ours{number}.pack", tmp_path / f"theirs{number}.pack"
        ours.write_bytes(pack.read_bytes())
        theirs.write_bytes(pack.read_bytes())
        answer = pygitobj(tmp_path / "r", "index-pack", str(ours))
        expected = run(["git", "index-pack", "--rev-index", str(theirs)], tmp_path / "r")
        assert (answer.code, answer.out) == (expected.code, expected.out), (answer, expected)
        if not expected.code:
            for suffix in (".idx", ".rev"):
                assert ours.with_suffix(suffix).read_bytes() == theirs.with_suffix(suffix).read_bytes()
            for words in (["-v"], ["-s"], []):
                ours_said = pygitobj(tmp_path / "r", "verify-pack", *words, str(ours))
                theirs_said = git(tmp_path / "r", "verify-pack", *words, str(theirs))
                assert ours_said.out == theirs_said.replace(b"theirs", b"ours")


@pytest.mark.parametrize(
    "words", [["--keep"], ["--keep=because"], ["--promisor"], ["--strict"], ["--fsck-objects"], []]
)
def test_a_stream(packed: Path, tmp_path: Path, words: list[str]) -> None:
    data = (packed / "p.pack").read_bytes()
    ours, theirs = empty(tmp_path / "ours"), empty(tmp_path / "theirs")
    answer = pygitobj(ours, "index-pack", "--stdin", *words, stdin=data)
    assert answer == run(["git", "index-pack", "--stdin", "--rev-index", *words], theirs, data)
    for folder in (ours, theirs):
        os.chmod(folder / ".git/objects/pack", 0o755)
    files = [
        {file.name: (file.read_bytes(), file.stat().st_mode) for file in (folder / ".git/objects/pack").iterdir()}
        for folder in (ours, theirs)
    ]
    assert files[0] == files[1]
    git(ours, "fsck", "--strict", "--full")


@pytest.mark.parametrize("size", ["3g", "1", "x"])
def test_any_size_is_one_from_which_on_files_are_large(packed: Path, tmp_path: Path, size: str) -> None:
    where = empty(tmp_path / "r")
    git(where, "config", "core.bigFileThreshold", size)
    data = (packed / "p.pack").read_bytes()
    ours, theirs = (
        run([*command, "index-pack", "--strict", "--stdin"], where, data) for command in (PYGITOBJ, ["git"])
    )
    assert (ours.code, ours.out) == (theirs.code, theirs.out)
    assert (ours.code == 0) == (size != "x")


def test_a_stream_that_stays_open(packed: Path, tmp_path: Path) -> None:
    """Whoever sends may wait for the answer before closing: the end of the pack is enough."""
    data = (packed / "p.pack").read_bytes()
    repository = empty(tmp_path / "r")
    child = subprocess.Popen(
        [*PYGITOBJ, "index-pack", "--stdin"], cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    for at in range(0, len(data), 7001):
        child.stdin.write(data[at : at + 7001])
        child.stdin.flush()
    assert child.stdout.readline().startswith(b"pack\t")
    child.stdin.close()
    assert child.wait(30) == 0
    child.stdout.close()


RING = [BODY + bytes([letter]) for letter in b"abc"]
RING_IDS = [object_id("blob", body) for body in RING]


def ring(count: int) -> list[bytes]:
    """Deltas of which each rests on the one after it, and the last on the first."""
    size = len(BODY) + 1
    made = [delta(size, size, copy(0, len(BODY)) + insert(body[-1:])) for body in RING[:count]]
    return [ref_delta(RING_IDS[(at + 1) % count], made[at]) for at in range(count)]


@pytest.mark.parametrize("there", ["a", "b", "ab", "c", "ac", "abc"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_deltas_in_a_ring_are_completed(tmp_path: Path, count: int, there: str) -> None:
    """Where the store has one of them, as git from 2.50 on; afterwards all can be read from the pack alone."""
    repository = empty(tmp_path / "r")
    for letter in there:
        git(repository, "hash-object", "-w", "--stdin", stdin=BODY + letter.encode())
    data, _ = build_pack(ring(count))
    answer = pygitobj(repository, "index-pack", "--stdin", "--fix-thin", stdin=data)
    if not set(there) & set("abc"[:count]):
        assert answer.code == 128
        assert f"pack has {count} unresolved delta".encode() in answer.err
        assert not list((repository / ".git/objects/pack").iterdir())
        return
    assert (answer.code, answer.err) == (0, b"")
    (pack,) = (repository / ".git/objects/pack").glob("*.pack")
    # Whole and as a delta, which verify-pack does not like, as git's does not.
    answer = pygitobj(repository, "verify-pack", str(pack))
    assert (answer.code, b"appears twice in the pack" in answer.err) == (1, True)
    for loose in (repository / ".git/objects").glob("??/*"):
        loose.unlink()
    for oid, body in zip(RING_IDS[:count], RING, strict=False):
        assert pygitobj(repository, "cat-file", "blob", oid.hex()) == (body, b"", 0)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_ring_with_one_of_it_whole(tmp_path: Path, at: int) -> None:
    repository = empty(tmp_path / "r")
    entries = ring(2)
    entries.insert(at, whole(3, RING[0]))
    data, _ = build_pack(entries)
    answer = pygitobj(repository, "index-pack", "--stdin", stdin=data)
    assert (answer.code, answer.err) == (0, b"")
    for oid, body in zip(RING_IDS, RING[:2], strict=False):
        assert pygitobj(repository, "cat-file", "blob", oid.hex()).out == body
    assert pygitobj(empty(tmp_path / "strict"), "index-pack", "--stdin", "--strict", stdin=data).code == 128


def test_a_thin_pack_is_completed(packed: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        git(tmp_path, "clone", "-q", "--bare", "--no-local", str(packed / "r"), str(folder))
    (packed / "r/file0").write_text((packed / "r/file0").read_text() + "more\n")
    git(packed / "r", "commit", "-qam", "more")
    thin = git(packed / "r", "pack-objects", "--thin", "--stdout", "--revs", "-q", stdin=b"main\n^main~1\n")
    git(packed / "r", "reset", "-q", "--hard", "main~1")
    refused = pygitobj(ours, "index-pack", "--stdin", stdin=thin)
    assert refused.code == 128
    assert b"unresolved delta" in refused.err
    answer = pygitobj(ours, "index-pack", "--stdin", "--fix-thin", stdin=thin)
    assert answer == run(["git", "index-pack", "--stdin", "--fix-thin"], theirs, thin)
    names = [
        {file.name: file.read_bytes() for file in (folder / "objects/pack").glob("*.idx")} for folder in (ours, theirs)
    ]
    assert names[0] == names[1]
    git(ours, "fsck", "--full", "--strict")
    told = [
        run([*command, "index-pack", "-v", "--stdin", "--fix-thin"], folder, thin).err.splitlines()[-1]
        for command, folder in ((PYGITOBJ, ours), (["git"], theirs))
    ]
    assert b"completed with 1 local object." in told[0]
    assert told[0].rpartition(b"\r")[2] == told[1].rpartition(b"\r")[2]
    missing = empty(tmp_path / "missing")
    answer = pygitobj(missing, "index-pack", "--stdin", "--fix-thin", stdin=thin)
    assert answer.code == 128
    assert not list((missing / ".git/objects").rglob("*pack*/*"))


def test_a_copy_with_other_bytes_is_damaged(tmp_path: Path) -> None:
    """The store has other bytes under an id that the pack brings: that is told, and the pack is installed."""
    repository = empty(tmp_path / "r")
    oid = object_id("blob", BODY).hex()
    other = git(repository, "hash-object", "-w", "--stdin", stdin=b"other\n").decode().strip()
    place = repository / ".git/objects" / oid[:2] / oid[2:]
    place.parent.mkdir()
    (repository / ".git/objects" / other[:2] / other[2:]).rename(place)
    data, _ = build_pack([whole(3, BODY)])
    answer = pygitobj(repository, "index-pack", "--stdin", stdin=data)
    assert answer.code == 0
    assert answer.err.startswith(b"error: ")
    assert answer.err.count(b"\n") == 1
    assert oid[2:].encode() in answer.err
    # Newer versions of git look at loose objects first, and give the other bytes.
    assert pygitobj(repository, "cat-file", "blob", oid).out == BODY
    # Of what is the same nothing is said.
    place.unlink()
    git(repository, "hash-object", "-w", "--stdin", stdin=BODY)
    assert pygitobj(repository, "index-pack", "--stdin", stdin=data) == answer._replace(err=b"")


@pytest.mark.parametrize("before", [None, b"", b"mine\n"], ids=["new", "empty", "another's"])
def test_a_keep_file_that_is_there_stays(tmp_path: Path, before: bytes | None) -> None:
    """Only of one that is new "keep" is said: whoever reads that takes it away in the end."""
    data, _ = build_pack([whole(3, BODY)])
    answers = []
    for name, command in (("ours", PYGITOBJ), ("theirs", ("git",))):
        repository = empty(tmp_path / name)
        keep = repository / f".git/objects/pack/pack-{data[-20:].hex()}.keep"
        if before is not None:
            keep.write_bytes(before)
        answers.append((run([*command, "index-pack", "--stdin", "--keep=why"], repository, data), keep.read_bytes()))
    assert answers[0] == answers[1]
    assert answers[0][1] == (b"why\n" if before is None else before)


@pytest.mark.parametrize("damage", ["short", "empty", "other bytes", "whole"])
@pytest.mark.parametrize("indexed", [False, True], ids=["no index", "index"])
def test_a_damaged_pack_of_the_same_name_is_replaced(tmp_path: Path, damage: str, indexed: bool) -> None:
    """Tried with its index, which is good, damaged or not there; with a reverse index that is damaged."""
    repository = empty(tmp_path / "r")
    data, _ = build_pack([whole(3, BODY), whole(3, b"second")])
    assert pygitobj(repository, "index-pack", "--stdin", stdin=data).code == 0
    stem = repository / f".git/objects/pack/pack-{data[-20:].hex()}"
    bad = {"short": data[:30], "empty": b"", "other bytes": data[:40] + b"??" + data[42:], "whole": data}[damage]
    for suffix, content in ((".pack", bad), (".rev", b"RIDX"), (".idx", stem.with_suffix(".idx").read_bytes())):
        stem.with_suffix(suffix).unlink()
        stem.with_suffix(suffix).write_bytes(content)
    if not indexed:
        stem.with_suffix(".idx").unlink()
    answer = pygitobj(repository, "index-pack", "--stdin", stdin=data)
    assert answer.code == 0, answer
    assert answer.err.count(b"\n") <= 1
    assert stem.with_suffix(".pack").read_bytes() == data
    assert git(repository, "cat-file", "blob", object_id("blob", BODY).hex()) == BODY
    git(repository, "fsck", "--full", "--strict")
    git(repository, "index-pack", "--verify", "--rev-index", f"{stem}.pack")


@pytest.mark.parametrize(
    ("entries", "strict"),
    [
        ([whole(1, b"tree " + b"1" * 40 + b"\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\n")], True),
        ([whole(2, b"100644 a\0" + b"\1" * 20)], True),
        (
            [whole(2, b"100644 b\0" + object_id("blob", b"") + b"100644 a\0" + object_id("blob", b"")), whole(3, b"")],
            True,
        ),
        ([whole(2, b"100644 a\0" + object_id("tree", b"")), whole(2, b"")], True),
        ([whole(3, b"twice"), whole(3, b"twice")], True),
        ([whole(1, b"no commit")], True),
        ([ref_delta(b"\1" * 20, DELTA)], False),
        ([whole(3, BODY), ref_delta(object_id("blob", BODY), DELTA[1:])], False),
    ],
)
def test_refused_as_by_git(tmp_path: Path, entries: list[bytes], strict: bool) -> None:
    data, _ = build_pack(entries)
    ours, theirs = empty(tmp_path / "ours"), empty(tmp_path / "theirs")
    words = ["index-pack", "--stdin", *(["--strict"] if strict else [])]
    answer, expected = pygitobj(ours, *words, stdin=data), run(["git", *words], theirs, data)
    assert (answer.code, answer.out) == (expected.code, expected.out) == (128, b"")
    assert answer.err.splitlines()[-1].startswith(b"fatal: ")
    assert b"Traceback" not in answer.err
    assert list((ours / ".git/objects/pack").iterdir()) == []
    if strict:
        lax = ["index-pack", "--stdin"]
        assert pygitobj(ours, *lax, stdin=data) == run(["git", *lax], theirs, data)


def test_a_pack_cut_at_every_byte(tmp_path: Path) -> None:
    data, _ = build_pack([whole(3, b"one"), whole(3, BODY), ref_delta(object_id("blob", BODY), DELTA)])
    repository = empty(tmp_path / "r")
    for size in range(len(data)):
        from pygitobj import GitObjectError, Repository
        from pygitobj.files.atomic import WritePolicy
        from pygitobj.jobs.receive.index_pack import Stream, index_stream

        reader, writer = os.pipe()
        os.write(writer, data[:size])
        os.close(writer)
        with Repository.open(repository) as opened, pytest.raises(GitObjectError):
            index_stream(Stream(reader), opened.objects, WritePolicy())
        os.close(reader)
        assert list((repository / ".git/objects/pack").iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        build_pack([whole(3, b"x")], count=0xFFFFFFFF)[0],
        build_pack([bytes([0xB0]) + b"\xff" * 8 + b"\x07"], count=1)[0],
        b"PACK" + bytes(28),
        b"",
        b"junk" * 20,
        build_pack([])[0],
    ],
)
def test_absurd_claims(tmp_path: Path, data: bytes) -> None:
    """Four billion objects, a size of 2^60, other versions, nothing: told at once, in little memory."""
    repository = empty(tmp_path / "r")
    limited = ["sh", "-c", 'ulimit -v 3000000; exec "$@"', "sh", *PYGITOBJ, "index-pack", "--stdin"]
    answer, expected = run(limited, repository, data), run(["git", "index-pack", "--stdin"], tmp_path / "r", data)
    assert answer.code == expected.code
    assert answer.err.count(b"\n") == (1 if expected.code else 0)


def test_too_much_input(packed: Path, tmp_path: Path) -> None:
    data = (packed / "p.pack").read_bytes()
    repository = empty(tmp_path / "r")
    words = ["index-pack", "--stdin", "--max-input-size=2000"]
    assert pygitobj(repository, *words, stdin=data) == run(["git", *words], repository, data)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--foo"],
        ["a.pack", "b.pack"],
        ["--fix-thin", "a.pack"],
        ["a.foo"],
        ["none.pack"],
        ["--verify", "none.pack"],
        ["--index-version=3", "a.pack"],
        ["--index-version=2,x", "a.pack"],
        ["--threads=x", "a.pack"],
        ["--promisor", "a.pack"],
        ["--object-format=md5", "a.pack"],
        ["--object-format=sha1", "--stdin"],
        ["--verify", "--stdin"],
        ["-o"],
        ["--strict=foo", "a.pack"],
    ],
)
def test_wrong_words(tmp_path: Path, words: list[str]) -> None:
    repository = empty(tmp_path / "r")
    answer, expected = pygitobj(repository, "index-pack", *words), run(["git", "index-pack", *words], repository)
    assert answer.code == expected.code
    if expected.code == 128 and not {"none.pack", "--promisor"} & set(words):
        assert answer.err == expected.err


def test_verify_finds_what_is_wrong(packed: Path, tmp_path: Path) -> None:
    for name in ("p.pack", "p.idx"):
        good = tmp_path / "good"
        good.mkdir(exist_ok=True)
        (good / "p.pack").write_bytes((packed / "p.pack").read_bytes())
        git(good, "index-pack", "p.pack")
        assert pygitobj(good, "verify-pack", "-v", "p.idx").out.endswith(b"p.pack: ok\n")
        data = bytearray((good / name).read_bytes())
        for at in range(0, len(data), max(1, len(data) // 40)):
            os.chmod(good / name, 0o644)
            (good / name).write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
            answer = pygitobj(good, "verify-pack", "-s", "p")
            # As git, it shows what the pack has before it looks at what the index says of it.
            assert answer.code == 1, at
            assert answer.out.endswith(b"p.pack: bad\n"), at
            assert name == "p.idx" or answer.out == b"p.pack: bad\n", at
        (good / name).write_bytes(data)
    answer = pygitobj(tmp_path, "verify-pack", "-v", "nope")
    assert answer == run(["git", "verify-pack", "-v", "nope"], tmp_path)


@pytest.mark.parametrize("version", [1, 2])
def test_show_index(packed: Path, tmp_path: Path, version: int) -> None:
    (tmp_path / "p.pack").write_bytes((packed / "p.pack").read_bytes())
    git(tmp_path, "index-pack", f"--index-version={version}", "p.pack")
    data = (tmp_path / "p.idx").read_bytes()
    assert pygitobj(packed / "r", "show-index", stdin=data) == run(["git", "show-index"], packed / "r", data)
    assert pygitobj(packed / "r", "show-index", stdin=data[:500]).code == 128
    assert pygitobj(packed / "r", "show-index", "--object-format=md5", stdin=data).code == 128


def test_progress_is_shown_when_asked(packed: Path, tmp_path: Path) -> None:
    repository = empty(tmp_path / "r")
    answer = pygitobj(repository, "index-pack", "--stdin", "-v", stdin=(packed / "p.pack").read_bytes())
    last = [line.rsplit(b"\r", 1)[-1] for line in answer.err.split(b"\n")]
    assert last[0].startswith(b"Receiving objects: 100% (")
    assert last[0].endswith(b"/s, done.")
    assert last[1].startswith(b"Resolving deltas: 100% (")
    assert last[1].endswith(b"), done.")
