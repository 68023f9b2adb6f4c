"""What lies at a path of an index that has directories in the place of what is below them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Repository, RevisionError
from tests.support.command import git


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sparse")
    git(path, "init", "-q", ".")
    for name in ("a/f", "a/b/g", "in/h", "top"):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name)
    git(path, "add", "-A")
    git(path, "-c", "user.name=a", "-c", "user.email=a@x", "commit", "-q", "-m", "x")
    git(path, "sparse-checkout", "set", "--sparse-index", "in")
    return path


@pytest.mark.parametrize("name", ["a/f", "a/b/g", "in/h", "top"])
def test_what_a_directory_stands_for(sparse: Path, name: str) -> None:
    with Repository.open(sparse) as repository:
        assert any(entry.is_directory for entry in repository.revisions.staged())
        assert repository.resolve(f":{name}") == repository.resolve(f":0:{name}") == repository.resolve(f"HEAD:{name}")
        assert repository.lookup(f":{name}").mode == 0o100644
        with pytest.raises(RevisionError, match=f"path '{name}' is in the index, but not at stage 1"):
            repository.resolve(f":1:{name}")


@pytest.mark.parametrize("name", ["a", "a/", "a/b", "a/b/", "a/f/", "a/nope", "nope", "a/b/g/x"])
def test_what_is_no_file_of_it(sparse: Path, name: str) -> None:
    repository = Repository.open(sparse)
    with pytest.raises(RevisionError, match=f"path '{name}' does not exist .neither on disk nor in the index."):
        repository.resolve(f":{name}")
