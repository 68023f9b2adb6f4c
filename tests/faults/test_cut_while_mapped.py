"""Packs, indexes and loose objects that are cut short, or whose disk fails, while they are mapped.

Nobody dies, no answer is made of what could not be read, and what has another good copy is served from there. Cuts at
every kind of place were tried besides those here: at and beside page borders, within the trailer, to nothing.
"""

from __future__ import annotations

import mmap
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pygitobj import CorruptError, GitObjectError, ObjectStore, RawObject
from pygitobj.cli.main import main
from pygitobj.kernels import IMPLEMENTATION
from tests.support.command import PYGITOBJ, git
from tests.support.failing import PAGE, PASSED, address_of, in_child, let_disk_fail, let_page_fail, when_mapped
from tests.support.stores import unless_bad

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="maps are found in /proc")

FILES, VERSIONS = 40, 80
Build = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(autouse=True)
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is mapped, let files of this size be read in parts and not whole."""
    monkeypatch.setattr("pygitobj.files.mapped.READ_WHOLE_BELOW", 0)


def build(target: Path) -> None:
    """A repository of some thousand objects in one pack, most of them deltas."""
    rnd = random.Random(7)
    git(target, "init", "-q", "--bare", ".")
    texts = [[rnd.randbytes(24).hex() for _ in range(100)] for _ in range(FILES)]
    script = []
    for step in range(VERSIONS):
        script.append(f"commit refs/heads/main\ncommitter A <a@b> {step} +0000\ndata 2\nx\n")
        for number, text in enumerate(texts):
            text[rnd.randrange(100)] = rnd.randbytes(24).hex()
            body = "\n".join(text)
            script.append(f"M 644 inline file{number}\ndata {len(body)}\n{body}\n")
    git(target, "fast-import", "--quiet", stdin="".join(script).encode())
    git(target, "repack", "-adfq")
    for path in (target / "objects" / "pack").iterdir():
        path.chmod(0o644)


@pytest.fixture(scope="session")
def built(build_once: Build) -> Path:
    return build_once("cut-while-mapped", build)


@pytest.fixture
def objects(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "objects", tmp_path / "objects"))


@pytest.fixture(scope="session")
def expected(built: Path) -> dict[bytes, RawObject]:
    with ObjectStore(str(built / "objects")) as store:
        found = {bytes(oid): raw for oid, raw in store.scan() if isinstance(raw, RawObject)}
        assert len(found) == len(store) > 3000
        return found


def file_of(objects: Path, suffix: str) -> Path:
    (path,) = (objects / "pack").glob(f"*{suffix}")
    assert path.stat().st_size > 1 << 16
    return path


def wrong_answers(store: ObjectStore, expected: dict[bytes, RawObject]) -> tuple[int, int]:
    """How many objects came out and how many were an error; fails where an answer is wrong."""
    good = bad = 0
    for oid, right in list(expected.items())[::7]:
        try:
            assert store.read(oid) == right
            good += 1
        except GitObjectError:
            bad += 1
        try:
            assert store.header(oid) == (right.type, len(right.data))
            assert store.info(oid)[:2] == (right.type, len(right.data))
        except GitObjectError:
            pass
    wrong_columns(store, expected)
    return good, bad


def wrong_columns(store: ObjectStore, expected: dict[bytes, RawObject]) -> None:
    """Fails where a bulk call answers wrongly; it may raise where not everywhere could be looked."""
    headers = [(right.type, len(right.data)) for right in expected.values()]
    try:
        for oid, found in store.read_many(expected):
            assert isinstance(found, GitObjectError) or found == expected[oid]
    except GitObjectError:
        pass
    try:
        for described, right in zip(unless_bad(store.header_many(expected)), headers, strict=True):
            assert described in (None, right)
    except GitObjectError:
        pass
    try:
        for informed, right in zip(unless_bad(store.info_many(expected)), headers, strict=True):
            assert informed is None or informed[:2] == right
    except GitObjectError:
        pass


def wrong_lists(store: ObjectStore, expected: dict[bytes, RawObject], told: list[str]) -> None:
    """Fails where a list of all objects is wrong, or short without a word."""
    for unordered in (True, False):
        try:
            ids = {oid for oid, _ in store.scan()} if unordered else set(store)
        except GitObjectError:
            continue
        assert ids <= expected.keys()
        assert ids == expected.keys() or told
    try:
        for oid, found in store.scan(ordered=True):
            assert isinstance(found, GitObjectError) or found == expected[oid]
    except GitObjectError:
        pass


def cut_sizes(size: int) -> list[int]:
    """Where to cut a file of `size` bytes: to nothing, at and beside a page's border, in the middle, in the trailer."""
    middle = size // 2 // PAGE * PAGE
    return [0, PAGE, PAGE + 100, middle, middle + PAGE // 2 + 1, (size - 1) // PAGE * PAGE, size - 300, size - 1]


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("which", range(8))
@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_a_cut(objects: Path, expected: dict[bytes, RawObject], suffix: str, which: int, verify: bool) -> None:
    path = file_of(objects, suffix)
    path_size = path.stat().st_size
    size = cut_sizes(path_size)[which]

    def job() -> None:
        told: list[str] = []
        store = ObjectStore(str(objects), verify=verify, warn=told.append)
        first = next(iter(expected))
        assert store.read(first) == expected[first]
        os.truncate(path, size)
        _, bad = wrong_answers(store, expected)
        # Read in parts, what lies before the cut is still there.
        if IMPLEMENTATION == "compiled" or size < path_size - 2 * PAGE:
            assert bad, "nothing was wrong"
            assert any(str(path) in line for line in told), told
        wrong_lists(store, expected, told)

    assert in_child(job) == PASSED


@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_the_copy_elsewhere_is_served(
    objects: Path, expected: dict[bytes, RawObject], suffix: str, built: Path
) -> None:
    path = file_of(objects, suffix)

    def job() -> None:
        store = ObjectStore(str(objects), alternates=str(built / "objects"))
        assert store.read(next(iter(expected)))
        os.truncate(path, path.stat().st_size // 3)
        for oid, found in store.read_many(expected):
            assert found == expected[oid]
        assert wrong_answers(store, expected)[1] == 0

    assert in_child(job) == PASSED


def test_in_the_child_of_a_fork(objects: Path, expected: dict[bytes, RawObject]) -> None:
    path = file_of(objects, ".pack")
    store = ObjectStore(str(objects))
    assert store.read(next(iter(expected)))

    def job() -> None:
        os.truncate(path, 0)
        assert wrong_answers(store, expected)[1]

    assert in_child(job) == PASSED
    assert wrong_answers(store, expected)[1]


@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_a_bad_sector(objects: Path, expected: dict[bytes, RawObject], suffix: str) -> None:
    path = file_of(objects, suffix)
    page = path.stat().st_size // PAGE // 2

    def job() -> None:
        told: list[str] = []
        let_disk_fail(path, page)
        store = ObjectStore(str(objects), warn=told.append)
        good, bad = wrong_answers(store, expected)
        assert bad, "nothing was wrong"
        assert good > bad, "what is sound was not served"
        assert any(str(path) in line and "cannot be read" in line for line in told), told
        wrong_lists(store, expected, told)

    assert in_child(job) == PASSED


@pytest.mark.skipif(IMPLEMENTATION != "compiled", reason="nothing is mapped")
@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_other_threads_get_their_answers(
    objects: Path, expected: dict[bytes, RawObject], suffix: str, verify: bool
) -> None:
    # The pages fail for those who have them mapped, but the file is sound: so every answer must be right.
    path = file_of(objects, suffix)
    ids = list(expected)

    def job() -> None:
        maps: list[mmap.mmap] = []
        when_mapped(path, maps.append)
        store = ObjectStore(str(objects), verify=verify)
        store.read(ids[0])
        going = [True]

        def one_by_one(seed: int) -> None:
            rnd = random.Random(seed)
            while going[0]:
                oid = rnd.choice(ids)
                assert store.read(oid) == expected[oid]
                assert store.header(oid).size == len(expected[oid].data)
                assert oid in store

        def many(_: int) -> None:
            while going[0]:
                for oid, found in store.read_many(ids[::3]):
                    assert found == expected[oid]
                assert set(store) == expected.keys()

        with ThreadPoolExecutor(4) as threads:
            runs = [threads.submit(one_by_one, 1), threads.submit(one_by_one, 2), threads.submit(many, 0)]
            rnd = random.Random(3)
            for _ in range(20):
                for mapped in maps[-5:]:
                    let_page_fail(address_of(mapped) + rnd.randrange(len(mapped) // PAGE) * PAGE)
                store.header(ids[0])
            going[0] = False
            for each in runs:
                each.result()

    assert in_child(job) == PASSED


@pytest.mark.parametrize("packed", [True, False])
def test_a_stream(tmp_path: Path, packed: bool) -> None:
    body = random.Random(1).randbytes(4 << 20)
    store = ObjectStore(str(tmp_path))
    if packed:
        (tmp_path / "pack").mkdir()
        with store.pack_writer() as pack:
            oid = pack.add("blob", body)
        (path,) = (tmp_path / "pack").glob("*.pack")
    else:
        oid = store.write("blob", body)
        path = tmp_path / oid.hex()[:2] / oid.hex()[2:]
    path.chmod(0o644)

    def job() -> None:
        file = store.open(oid)
        assert file.read(100_000) == body[:100_000]
        os.truncate(path, path.stat().st_size // 2 + 17)
        with pytest.raises(CorruptError) as caught:
            file.read()
        assert caught.value.path == str(path)
        with pytest.raises(GitObjectError):
            store.read(oid)

    assert in_child(job) == PASSED


@pytest.mark.parametrize("size", [PAGE, 200_000, 200_001, -1])
@pytest.mark.parametrize("command", ["index-pack", "verify-pack", "index-pack --verify"])
def test_commands_that_check_packs(
    objects: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, size: int
) -> None:
    pack = file_of(objects, ".pack")
    index = file_of(objects, ".idx")
    if command == "index-pack":
        index.unlink()

    def job() -> None:
        # The last system call before the bytes are looked at, whichever way that is.
        real = os.fstat

        def fstat(fd: int) -> os.stat_result:
            found = real(fd)
            if found.st_size == pack.stat().st_size and found.st_ino == pack.stat().st_ino:
                calls.append(0)
                if len(calls) == when:
                    os.truncate(pack, size if size >= 0 else found.st_size - 1)
            return found

        calls: list[int] = []
        os.fstat = fstat
        os.chdir(tmp_path)
        code = main([*command.split(), str(pack)])
        assert len(calls) >= when or code == 0
        assert code == (1 if command == "verify-pack" else 128), code

    for when in (1, 2):
        before = pack.read_bytes()
        if when == 2 and IMPLEMENTATION != "compiled":
            break
        assert in_child(job) == PASSED
        assert str(pack) in capfd.readouterr().err
        assert index.exists() == (command != "index-pack")
        pack.write_bytes(before)


@pytest.mark.parametrize("reuse", [True, False])
def test_packing_from_a_bad_sector(built: Path, tmp_path: Path, expected: dict[bytes, RawObject], reuse: bool) -> None:
    repository = Path(shutil.copytree(built, tmp_path / "bare"))
    pack = file_of(repository / "objects", ".pack")
    words = ["repack", "-a", "-d", "-q", *([] if reuse else ["-F"])]

    def job() -> None:
        os.chdir(repository)
        let_disk_fail(pack, pack.stat().st_size // PAGE // 2, 2)
        assert main(words) == 128

    assert in_child(job) == PASSED
    # Nothing went, and nothing came.
    assert list((repository / "objects" / "pack").glob("*.pack")) == [pack]
    other = Path(shutil.copytree(built / "objects", tmp_path / "other"))
    (repository / "objects" / "info").mkdir(exist_ok=True)
    (repository / "objects" / "info" / "alternates").write_text(f"{other}\n")
    assert in_child(lambda: job_with_copy(repository, pack, words)) == PASSED
    git(repository, "fsck", "--full")
    shutil.rmtree(other)
    (repository / "objects" / "info" / "alternates").unlink()
    git(repository, "fsck", "--full")
    with ObjectStore(str(repository / "objects")) as store:
        assert {bytes(oid): raw for oid, raw in store.scan()} == expected


def job_with_copy(repository: Path, pack: Path, words: list[str]) -> None:
    """Repack while an alternate has what cannot be read."""
    os.chdir(repository)
    let_disk_fail(pack, pack.stat().st_size // PAGE // 2, 2)
    assert main(words) == 0


@pytest.mark.parametrize("words", [["--batch"], ["--batch", "--buffer"], ["--batch-check"], ["--batch-command"]])
@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_a_batch_goes_on(built: Path, tmp_path: Path, suffix: str, words: list[str]) -> None:
    repository = Path(shutil.copytree(built, tmp_path / "bare"))
    path = file_of(repository / "objects", suffix)
    ids = git(repository, "rev-list", "--all", "--objects", "--no-object-names").split()
    prefix = b"contents " if words == ["--batch-command"] else b""
    command = [*PYGITOBJ, "cat-file", *words]
    with subprocess.Popen(
        command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if words == ["--batch", "--buffer"]:
            process.stdin.write(ids[0] + b"\n")
        else:
            process.stdin.write(prefix + ids[0] + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(ids[0] + b" commit ")
        os.truncate(path, path.stat().st_size // 2 + 5)
        out, err = process.communicate(b"".join(prefix + oid + b"\n" for oid in ids[1:]), timeout=60)
    assert process.returncode in (0, 128), err
    for oid in ids[-100:]:
        assert oid + b" " in out or process.returncode == 128
    # In Python files of this size were read whole before.
    assert str(path).encode() in err or (IMPLEMENTATION != "compiled" and b" missing\n" not in out)
