"""Diff drivers: what the configuration says of each, and which one the attribute names."""

from __future__ import annotations

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.formats.attributes import SET, UNSET, UNSPECIFIED, AttributeValue
from pygitobj.repository.config import Config, load_config
from pygitobj.repository.diff_drivers import (
    BINARY,
    TEXT,
    DiffDriver,
    FunctionPattern,
    driver_for,
    driver_named,
    load_diff_drivers,
)

Given = list[tuple[str, str | None]]


def config_of(*given: tuple[str, str | None]) -> Config:
    return load_config(None, None, overrides=given, environ={"GIT_CONFIG_NOSYSTEM": "1"})


@pytest.mark.parametrize(
    ("given", "drivers"),
    [
        ([], []),
        ([("diff.renames", "true"), ("diffx.a.textconv", "x"), ("core.bare", "no")], []),
        ([("diff.a.textconv", "cat")], [DiffDriver("a", textconv="cat")]),
        ([("diff.a.textconv", "cat"), ("diff.a.textconv", "")], [DiffDriver("a", textconv="")]),
        ([("diff.a.b.TextConv", "cat")], [DiffDriver("a.b", textconv="cat")]),
        ([("diff.A.textconv", "x"), ("diff.a.textconv", "y")], [DiffDriver("A", "x"), DiffDriver("a", "y")]),
        ([("diff.a.cachetextconv", None)], [DiffDriver("a", caches=True)]),
        ([("diff.a.binary", "true")], [DiffDriver("a", binary=True)]),
        ([("diff.a.binary", "no")], [DiffDriver("a", binary=False)]),
        ([("diff.a.binary", "true"), ("diff.a.binary", "AUTO")], [DiffDriver("a")]),
        (
            [("diff.a.command", "x"), ("diff.a.trustExitCode", "1")],
            [DiffDriver("a", command="x", trusts_exit_code=True)],
        ),
        (
            [("diff.a.funcname", "x"), ("diff.a.xfuncname", "y")],
            [DiffDriver("a", function_pattern=FunctionPattern("y", True))],
        ),
        (
            [("diff.a.xfuncname", "y"), ("diff.a.funcname", "x")],
            [DiffDriver("a", function_pattern=FunctionPattern("x", False))],
        ),
        (
            [("diff.a.wordRegex", "w"), ("diff.a.algorithm", "nonsense")],
            [DiffDriver("a", word_regex="w", algorithm="nonsense")],
        ),
        ([("diff.a.nonsense", None)], [DiffDriver("a")]),
    ],
)
def test_what_is_said(given: Given, drivers: list[DiffDriver]) -> None:
    assert list(load_diff_drivers(config_of(*given)).values()) == drivers


# Of each kind of value; of two the first in order is told.
@pytest.mark.parametrize(
    ("given", "message"),
    [
        *(
            ([(f"diff.a.{key}", None)], f"unable to parse 'diff.a.{key}' from command-line config")
            for key in ("textconv", "command", "algorithm", "wordregex", "funcname", "xfuncname")
        ),
        *(
            ([(f"diff.a.{key}", "x")], f"bad boolean config value 'x' for 'diff.a.{key}'")
            for key in ("cachetextconv", "binary", "trustexitcode")
        ),
        (
            [("diff.a.binary", "x"), ("diff.b.textconv", None)],
            "bad boolean config value 'x' for 'diff.a.binary'",
        ),
    ],
)
def test_what_cannot_be(given: Given, message: str) -> None:
    with pytest.raises(RepositoryError) as raised:
        load_diff_drivers(config_of(*given))
    assert str(raised.value).endswith(message)


@pytest.mark.parametrize(
    ("value", "driver"),
    [
        (SET, TEXT),
        (UNSET, BINARY),
        (UNSPECIFIED, None),
        ("mine", DiffDriver("mine", textconv="x")),
        ("other", None),
        ("python", DiffDriver("python")),
        ("PYTHON", None),
        ("default", DiffDriver("default")),
        ("cpp", DiffDriver("cpp", binary=True)),
        ("", None),
    ],
)
def test_which_counts(value: AttributeValue, driver: DiffDriver | None) -> None:
    drivers = load_diff_drivers(config_of(("diff.mine.textconv", "x"), ("diff.cpp.binary", "true")))
    assert driver_for(value, drivers) == driver
    if isinstance(value, str):
        assert driver_named(value, drivers) == driver
