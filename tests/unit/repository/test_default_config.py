"""Values of the configuration that cannot be are refused before anything is done, in git's words."""

from __future__ import annotations

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.formats.config import ConfigEntry
from pygitobj.repository.config import Config, ConfigValue, Origin
from pygitobj.repository.default_config import BOOLEANS, LEVELS, TEXTS, WORDS, check_default_config


def config(*pairs: tuple[str, str | None]) -> Config:
    return Config(ConfigValue(ConfigEntry(name, value, 1), Origin("command", None)) for name, value in pairs)


@pytest.mark.parametrize("name", sorted([*BOOLEANS, *WORDS]))
def test_booleans(name: str) -> None:
    check_default_config(config((name, "yes"), (name, None), (name, ""), (name, "0")))
    with pytest.raises(RepositoryError, match=f"^bad boolean config value 'x' for '{name}'$"):
        check_default_config(config((name, "x"), (name, "true")))


@pytest.mark.parametrize(("name", "word"), [("core.autocrlf", "Input"), ("core.safecrlf", "WARN")])
def test_words_besides(name: str, word: str) -> None:
    check_default_config(config((name, word)))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts_that_are_missing(name: str) -> None:
    check_default_config(config((name, ""), (name, "x")))
    with pytest.raises(RepositoryError, match=f"^unable to parse '{name}' from command-line config$"):
        check_default_config(config((name, None), (name, "x")))


@pytest.mark.parametrize("name", sorted(LEVELS))
@pytest.mark.parametrize("level", ["10", "-2", "x", "", None])
def test_levels(name: str, level: str | None) -> None:
    check_default_config(config((name, "-1"), (name, "0"), (name, "9")))
    kind = "pack" if name.startswith("pack") else "zlib"
    number = level in ("10", "-2")
    said = f"^bad {kind} compression level {level}$" if number else f"^bad numeric config value '{level or ''}' for "
    with pytest.raises(RepositoryError, match=said):
        check_default_config(config((name, level)))


def test_the_first_is_told() -> None:
    with pytest.raises(RepositoryError, match=r"core\.quotepath"):
        check_default_config(config(("core.quotepath", "a"), ("core.compression", "b")))


def test_what_is_not_looked_at() -> None:
    check_default_config(config(("core.eol", "x"), ("core.eol", None), ("filter.x.required", "maybe"), ("x.y", None)))
