"""Which storage has which backend; one that cannot be read yet answers nothing, and never "absent"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import UnsupportedError
from pygitobj.oid import SHA1
from pygitobj.refs.backend import RefBackend
from pygitobj.refs.backends import backend_of
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.refs import Refs
from pygitobj.refs.reftable import ReftableBackend

NAMES = "reference names .* where there are none, cannot be read"
LISTS = "nothing is known to be unreachable"
QUESTIONS: dict[str, tuple[Callable[[RefBackend], object], str]] = {
    "read": (lambda backend: backend.read("HEAD"), NAMES),
    "stored": (lambda backend: list(backend.stored("refs/", strict=False)), NAMES),
    "strictly": (lambda backend: list(backend.stored("refs/", strict=True)), LISTS),
    "own": (lambda backend: list(backend.own()), LISTS),
    "root_names": (lambda backend: backend.root_names(), NAMES),
    "logs": (lambda backend: list(backend.logs()), LISTS),
    "log": (lambda backend: backend.log("HEAD"), NAMES),
    "is_taken": (lambda backend: backend.is_taken("HEAD"), NAMES),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("storage", ["files://elsewhere", "files://", "reftable://elsewhere"])
def test_no_answer(tmp_path: Path, storage: str, question: str) -> None:
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    backend = backend_of(storage, str(tmp_path), str(tmp_path), SHA1)
    ask, said = QUESTIONS[question]
    for each in (backend, backend.elsewhere("a", "b")):
        with pytest.raises(UnsupportedError, match=said) as caught:
            ask(each)
        assert storage in str(caught.value)


def test_what_stands_on_it(tmp_path: Path) -> None:
    refs = Refs(backend_of("reftable://elsewhere", str(tmp_path), str(tmp_path), SHA1))
    assert refs.head_branch() is None
    asked: list[Callable[[], object]] = [
        lambda: refs.get("HEAD"), lambda: list(refs), lambda: list(refs.every()), lambda: refs.candidates("main"),
    ]  # fmt: skip
    for ask in asked:
        with pytest.raises(UnsupportedError):
            ask()


def test_which_is_which(tmp_path: Path) -> None:
    assert isinstance(backend_of("files", str(tmp_path), str(tmp_path), SHA1), FilesBackend)
    assert isinstance(backend_of("reftable", str(tmp_path), str(tmp_path), SHA1), ReftableBackend)
