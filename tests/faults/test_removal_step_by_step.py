"""What others do between any two steps of a job that removes, and what it does then: nothing that was promised goes.

Tried besides what is here: several prune-packed, git's and ours, repacks and `git gc` in loops beside one another.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.loose_writer import write_loose
from pygitobj.jobs.maintain.prune import PruneOptions, prune
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.remove_packs import PackRemoval
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.support.command import git
from tests.support.multi import ALONE, CHAIN, write_multi
from tests.support.stepping import CHANGES, STEPS, Halted, stepped, stepping

pytestmark = pytest.mark.slow

LOOSEN = RepackOptions(everything=True, delete=True, loosen=True, server_info=False)
DROP = RepackOptions(everything=True, delete=True, server_info=False)
JOBS = {
    "-a": DROP,
    "-A": LOOSEN,
    "-k": DROP._replace(keep_unreachable=True),
    "--geometric": RepackOptions(geometric=2, delete=True, server_info=False),
}
# Without listing and opening, which prune does for each of 256 directories.
LOOKS = (*CHANGES, "stat", "lstat")
DAY = 24 * 60 * 60
YOUNG = [b"young %d, and nothing leads here\n" % number for number in range(4)]


@pytest.fixture(scope="module", params=[None, ALONE, CHAIN], autouse=True)
def covering(request: pytest.FixtureRequest) -> str | None:
    """Whether a multi-pack-index covers the packs, and how."""
    kind: str | None = request.param
    if kind and not request.config.getoption("seconds"):
        pytest.skip("every step once more takes long: with --seconds")
    return kind


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, covering: str | None) -> Path:
    """A repository with a pack of what is reachable, and two packs of young objects to which nothing leads."""
    repo = tmp_path_factory.mktemp("steps") / "r"
    git(repo.parent, "init", "-q", "-b", "main", "--template=", "r")
    (repo / "file").write_text("reachable\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "step")
    git(repo, "repack", "-adq")
    for bodies in (YOUNG[:2], YOUNG[2:]):
        oids = [git(repo, "hash-object", "-w", "--stdin", stdin=body) for body in bodies]
        git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=b"".join(oids))
    git(repo, "prune-packed")
    # When what is flushed is a matter of its own (test_order_of_removal.py), and takes long.
    git(repo, "config", "core.fsyncMethod", "writeout-only")
    write_multi(repo / ".git/objects/pack", covering)
    return repo


Fresh = Callable[[], Path]


@pytest.fixture(autouse=True)
def steps() -> Iterator[None]:
    with stepped():
        yield


@pytest.fixture(params=[True, False], ids=["to the end", "killed at the end"])
def once_more(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repack looks once more when all is done, or does not come as far as that."""
    if not request.param:
        monkeypatch.setattr(PackRemoval, "look_once_more", lambda _: None)


@pytest.fixture
def fresh(history: Path, tmp_path: Path) -> Fresh:
    """Makes a new copy of it in the same place."""

    def copy() -> Path:
        shutil.rmtree(tmp_path / "r", ignore_errors=True)
        shutil.copytree(history, tmp_path / "r", symlinks=True)
        return tmp_path / "r"

    return copy


@pytest.fixture
def doubled(fresh: Fresh) -> Fresh:
    """Makes a copy in which all that is young is loose too."""

    def copy() -> Path:
        repo = fresh()
        with Repository.open(repo) as opened:
            for body in YOUNG:
                oid = opened.format.hash_object("blob", body)
                write_loose(opened.objects.sources[0].loose.path(oid), "blob", body, WritePolicy())
        return repo

    return copy


def ids(repo: Path) -> set[ObjectId]:
    """All objects that a new reader sees, which must be sound."""
    with Repository.open(repo) as opened:
        found = set(opened.objects)
        for oid in found:
            opened.objects.read(oid)
    return found


def young(repo: Path) -> list[Path]:
    """The packs of young objects."""
    packs = (repo / ".git/objects/pack").glob("*.pack")
    return [pack for pack in packs if int.from_bytes(pack.read_bytes()[8:12], "big") == 2]


def repacked(repo: Path, options: RepackOptions) -> None:
    with Repository.open(repo) as opened:
        repack(opened, options)


def pruned_as_packed(repo: Path) -> None:
    with Repository.open(repo) as opened:
        prune_packed(opened.objects)


def pruned(repo: Path) -> None:
    with Repository.open(repo) as opened:
        prune(opened, PruneOptions(expiry=int(time.time()) - DAY), lambda _: None)


def left_behind(repo: Path) -> list[str]:
    """Temporary files, and packs without their index or the other way round."""
    names = {path.name for path in (repo / ".git/objects").rglob("*") if path.is_file()}
    return [
        name
        for name in names
        if name.startswith("tmp_")
        or (name.endswith(".pack") and name.replace(".pack", ".idx") not in names)
        or (name.endswith(".idx") and name.replace(".idx", ".pack") not in names)
    ]


def at_every_step(
    make: Fresh,
    job: Callable[[Path], object],
    act: Callable[[Path], object],
    check: Callable[[Path], object],
    names: Sequence[str] = STEPS,
) -> int:
    """Do `job` in new repositories, each time with `act` one step later, and `check` them; gives how many steps."""
    at = 0
    while True:
        at += 1
        repo = make()
        with stepping(at, partial(act, repo), names) as steps:
            job(repo)
        assert not left_behind(repo)
        if steps.count < at:
            return at
        check(repo)


@pytest.mark.parametrize("act", [pruned_as_packed, pruned, lambda repo: repacked(repo, LOOSEN)],
                         ids=["prune-packed", "prune", "repack"])  # fmt: skip
@pytest.mark.parametrize("make", ["fresh", "doubled"])
@pytest.mark.usefixtures("once_more")
def test_beside_a_repack(request: pytest.FixtureRequest, make: str, act: Callable[[Path], object]) -> None:
    """Objects that a repack makes loose are in their pack still, so that they may be taken away as packed."""
    new: Fresh = request.getfixturevalue(make)
    before = ids(new())

    def check(repo: Path) -> None:
        assert ids(repo) == before

    assert at_every_step(new, lambda repo: repacked(repo, LOOSEN), act, check) > 30


@pytest.mark.parametrize("job", [pruned_as_packed, pruned])
def test_beside_what_prunes(doubled: Fresh, job: Callable[[Path], object]) -> None:
    """The other way round: a pack goes while loose objects go on its account."""
    before = ids(doubled())

    def check(repo: Path) -> None:
        assert ids(repo) == before

    assert at_every_step(doubled, job, lambda repo: repacked(repo, LOOSEN), check, LOOKS) > 20


@pytest.mark.usefixtures("once_more")
def test_both_halfway(doubled: Fresh, pytestconfig: pytest.Config) -> None:
    """A repack goes as far as any of its steps, then a prune-packed as far as any of its own, then both go on.

    In a short turn every eighth, from another one on beside each step of the repack.
    """
    every = 1 if pytestconfig.getoption("seconds") else 8
    before = ids(doubled())
    at, tried = 0, 0
    while True:
        at += 1
        halt = at % every - every + 1
        while True:
            halt += every
            repo = doubled()
            other = Halted(halt, partial(pruned_as_packed, repo), LOOKS)
            with stepping(at, other.start, CHANGES) as steps:
                repacked(repo, LOOSEN)
            is_last = steps.count < at
            if not is_last:
                other.finish()
            assert ids(repo) == before, (at, halt)
            tried += 1
            if is_last or other.is_over:
                break
        if is_last:
            break
    assert tried > 300 // every


@pytest.mark.parametrize("words", list(JOBS))
def test_a_writer_that_counts_on_a_pack(fresh: Fresh, words: str) -> None:
    """It gives the pack a new time, then looks whether the index is there still, and writes the object otherwise."""

    def act(repo: Path) -> None:
        for body in YOUNG:
            with Repository.open(repo) as opened:
                oid = opened.format.hash_object("blob", body)
                found = opened.objects.entry(oid)
                if found is None:
                    opened.objects.write("blob", body)
                    continue
                os.utime(found[0].pack_path)
                if not os.path.exists(found[0].index_path):
                    opened.objects.write("blob", body)

    lost: list[int] = []
    at = 0
    while True:
        at += 1
        repo = fresh()
        with stepping(at, partial(act, repo)) as steps:
            repacked(repo, JOBS[words])
        if steps.count < at:
            break
        with Repository.open(repo) as opened:
            if any(opened.format.hash_object("blob", body) not in opened.objects for body in YOUNG):
                lost.append(at)
    # A repack that drops what is unreachable may do so with all that was written before it looked.
    assert not [at for at in lost if at > steps.looking]
    assert lost == [] or words == "-a"
    assert at > 20


@pytest.mark.parametrize("words", list(JOBS))
@pytest.mark.parametrize("link", [False, True], ids=["file", "link in a circle"])
def test_a_pack_that_is_kept_meanwhile(fresh: Fresh, words: str, link: bool) -> None:
    """As one is that came in just now: first .keep, then the pack, then its index, whatever has these names."""
    kept: list[dict[Path, bytes]] = []

    def act(repo: Path) -> None:
        kept.clear()
        for pack in young(repo):
            keep = pack.with_suffix(".keep")
            keep.symlink_to(keep.name) if link else keep.touch()
            kept.append({pack.with_suffix(suffix): pack.with_suffix(suffix).read_bytes() for suffix in (".pack", ".idx")
                         if pack.with_suffix(suffix).exists()})  # fmt: skip

    def check(repo: Path) -> None:
        for files in kept:
            # One that is out of the store already and not kept before that is not there for whoever keeps it.
            for path, content in files.items():
                assert path.read_bytes() == content

    assert at_every_step(fresh, lambda repo: repacked(repo, JOBS[words]), act, check) > 20


@pytest.mark.parametrize("words", list(JOBS))
def test_a_pack_of_that_name_comes_in(fresh: Fresh, history: Path, words: str) -> None:
    """Its files take the place of those that are there, or find the place free: they stay in either case."""
    templates = {path.name: path.read_bytes() for pack in young(history) for path in
                 (pack, pack.with_suffix(".idx"))}  # fmt: skip

    def act(repo: Path) -> None:
        folder = repo / ".git/objects/pack"
        for name in sorted(templates, reverse=True):
            if name.endswith(".pack"):
                (folder / name).with_suffix(".keep").touch()
        for name in sorted(templates, key=lambda name: name.endswith(".idx")):
            (folder / "tmp_coming").write_bytes(templates[name])
            os.replace(folder / "tmp_coming", folder / name)

    def check(repo: Path) -> None:
        for name, content in templates.items():
            assert (repo / ".git/objects/pack" / name).read_bytes() == content

    assert at_every_step(fresh, lambda repo: repacked(repo, JOBS[words]), act, check) > 20


def test_a_loose_object_that_is_written_again(fresh: Fresh) -> None:
    """It is old and nothing leads to it; a writer that finds it gives it a new time while prune takes it away."""
    body = b"old, and nothing leads here\n"
    paths: list[Path] = []

    def make() -> Path:
        repo = fresh()
        with Repository.open(repo) as opened:
            paths[:] = [Path(opened.objects.sources[0].loose.path(opened.objects.write("blob", body)))]
        os.utime(paths[0], (1e9, 1e9))
        return repo

    def act(repo: Path) -> None:
        with Repository.open(repo) as opened:
            opened.objects.write("blob", body)

    def check(repo: Path) -> None:
        with Repository.open(repo) as opened:
            assert opened.objects.read(opened.format.hash_object("blob", body)).data == body

    assert at_every_step(make, pruned, act, check, LOOKS) > 5


def test_interrupted(fresh: Fresh) -> None:
    """Whatever ends a repack between two steps, what it has not removed for good is part of the store again."""
    before = ids(fresh())
    packs = [path.name for path in (fresh() / ".git/objects/pack").glob("*.pack")]

    def interrupt() -> None:
        raise KeyboardInterrupt

    at = 0
    while True:
        at += 1
        repo = fresh()
        with stepping(at, interrupt, STEPS) as steps:
            try:
                repacked(repo, LOOSEN)
            except KeyboardInterrupt:
                pass
        if steps.count < at:
            break
        assert ids(repo) == before
        left = [repo / ".git/objects/pack" / name for name in packs]
        assert all(pack.with_suffix(".idx").exists() for pack in left if pack.exists())
    assert at > 30
