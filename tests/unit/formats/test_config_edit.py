"""One setting of a configuration file is changed as git 2.55 changes it, and nothing else; otherwise it is an error."""

from __future__ import annotations

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.formats.config_edit import with_setting

STORAGE, VERSION = "extensions.refstorage", "core.repositoryformatversion"
CASES = [
    (b"", STORAGE, "reftable", b"[extensions]\n\trefstorage = reftable\n"),
    (b"", STORAGE, None, b""),
    (b"[core]\n\tbare = false", STORAGE, "x", b"[core]\n\tbare = false\n[extensions]\n\trefstorage = x\n"),
    (b"[extensions]\n\ta = b\n[user]\n\tname = n\n", STORAGE, "x",
     b"[extensions]\n\ta = b\n\trefstorage = x\n[user]\n\tname = n\n"),
    (b"[core]\n\trepositoryformatversion = 0 # why\n\tbare = false\n", VERSION, "1",
     b"[core]\n\trepositoryformatversion = 1\n\tbare = false\n"),
    (b"[CORE]\r\n  RepositoryFormatVersion=0\r\n", VERSION, "1", b"[CORE]\r\n\trepositoryformatversion = 1\n"),
    (b"[core]\n\trepositoryformatversion = 1\n", VERSION, "1", b"[core]\n\trepositoryformatversion = 1\n"),
    (b"[a]\n\tb = c\n[extensions]\n\trefstorage = reftable\n", STORAGE, None, b"[a]\n\tb = c\n"),
    (b"[extensions]\n\trefstorage = reftable\n\tother = 1\n", STORAGE, None, b"[extensions]\n\tother = 1\n"),
    (b"[extensions]\n\trefstorage = reftable\n[a]\n\tb = c\n", STORAGE, None, b"[a]\n\tb = c\n"),
    (b'[extensions "x"]\n\trefstorage = kept\n', STORAGE, None, b'[extensions "x"]\n\trefstorage = kept\n'),
]  # fmt: skip


@pytest.mark.parametrize(("before", "name", "value", "after"), CASES)
def test_changed(before: bytes, name: str, value: str | None, after: bytes) -> None:
    assert with_setting(before, name, value) == after


@pytest.mark.parametrize(
    "data",
    [
        b"[extensions]\n\trefstorage = a\n\trefstorage = b\n",
        b"[extensions] refstorage = a\n\tother = 1\n",
        b"[extensions]\n\trefstorage = a \\\nb\n",
    ],
)
def test_refused(data: bytes) -> None:
    with pytest.raises(RepositoryError, match=r"cannot change extensions\.refstorage: "):
        with_setting(data, STORAGE, None)
