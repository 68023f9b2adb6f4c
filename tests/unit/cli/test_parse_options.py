"""Options as git parses them: what is taken, what is taken back, what is refused and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pygitobj.cli.parse_options import (
    Group,
    HelpRequestedError,
    Option,
    Options,
    Parsed,
    Spec,
    UsageError,
    parse_options,
    usage_text,
)


def refuse_after_name(given: Options) -> str | None:
    return "not after a name" if "name" in given else None


ALL = Option("mode", "mode", "everything", short="a", long="all")
ONE = Option("mode", "mode", "one thing", short="1")
SPEC = Spec(
    usage=("git some [<options>]", "git some <file>\n<more>"),
    options=(
        Group("What"),
        ALL,
        ONE,
        Option("quiet", "flag", "be quiet", short="q", long="quiet"),
        Option("quick", "flag", "be quick", long="quick", negatable=False),
        Option("quick", "flag", "alias of --quick", long="quicker", argument="...", alias_of="quick", negatable=False),
        Group("How"),
        Option("name", "value", "a name", short="n", long="name", argument="<name>"),
        Option("size", "value", "a size of so many bytes", long="size-of-everything", argument="<n>", negatable=False),
        Option("sign", "optional", "sign it", short="S", long="sign", argument="key"),
        Option("early", "flag", "", long="early", check=refuse_after_name, hidden=True),
    ),
)


def parse(words: str) -> Parsed:
    return parse_options(SPEC, words.split())


def asked(ask: Callable[[Options], Any], words: str) -> Any:
    return ask(parse(words).options)


@pytest.mark.parametrize(
    ("words", "default", "set_"),
    [
        ("", False, False),
        ("", True, True),
        ("-q", False, True),
        ("--quiet", False, True),
        ("--qui --", False, None),
        ("--quie", False, True),
        ("--no-quiet", True, False),
        ("--no-q", True, False),
        ("-q --no-quiet", False, False),
        ("--no-quiet -q", False, True),
        ("-- -q", False, False),
        ("--end-of-options -q", False, False),
        ("file -q", False, True),
    ],
)
def test_flags(words: str, default: bool, set_: bool | None) -> None:
    if set_ is None:
        with pytest.raises(HelpRequestedError):
            parse(words)
        return
    assert parse(words).options.flag("quiet", default) is set_


@pytest.mark.parametrize(
    ("words", "texts", "is_given"),
    [
        ("", [], False),
        ("-n x", ["x"], True),
        ("-nx", ["x"], True),
        ("-qnx", ["x"], True),
        ("-qn x", ["x"], True),
        ("--name x", ["x"], True),
        ("--name=x", ["x"], True),
        ("--name=", [""], True),
        ("--na=x=y", ["x=y"], True),
        ("--name -q", ["-q"], True),
        ("--name --", ["--"], True),
        ("-n x -n y", ["x", "y"], True),
        ("-n x --no-name", [], True),
        ("-n x --no-name -n y", ["y"], True),
        ("--no-name", [], True),
    ],
)
def test_values(words: str, texts: list[str], is_given: bool) -> None:
    given = parse(words).options
    assert given.texts("name") == texts
    assert given.text("name") == (texts[-1] if texts else None)
    assert ("name" in given) is is_given
    assert given.wants("name") is bool(texts)


@pytest.mark.parametrize(
    ("words", "text", "is_given"),
    [
        ("", None, False),
        ("-S", None, True),
        ("-Skey", "key", True),
        ("-S key", None, True),
        ("--sign", None, True),
        ("--sign=key", "key", True),
        ("--sign=", "", True),
        ("--sign key", None, True),
        ("--sign=key --no-sign", None, False),
        ("-Sa -S", None, True),
    ],
)
def test_optional_values(words: str, text: str | None, is_given: bool) -> None:
    given = parse(words).options
    assert given.text("sign") == text
    assert ("sign" in given) is given.wants("sign") is is_given
    assert given.texts("sign") == []


def test_modes() -> None:
    assert asked(lambda given: given.mode("mode"), "") is None
    assert asked(lambda given: given.mode("mode"), "-a --all") is ALL
    assert asked(lambda given: given.mode("mode"), "-1") is ONE
    # What is asked of another kind is not there.
    assert asked(lambda given: given.mode("name"), "-n x") is None
    assert asked(lambda given: given.flag("name"), "-n x") is False
    assert asked(lambda given: given.text("mode"), "-1") is None


def test_order_and_arguments() -> None:
    parsed = parse("one -n a --size-of=3 two -n b -- -n c")
    assert parsed.arguments == ["one", "two", "-n", "c"]
    assert parsed.order == [("name", "a"), ("size", "3"), ("name", "b")]
    assert list(parsed.options) == ["name", "size"]
    assert parse("- -q").arguments == ["-"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-x", "error: unknown switch `x'\n"),
        ("-qx", "error: unknown switch `x'\n"),
        ("--unknown=3", "error: unknown option `unknown=3'\n"),
        ("--no-quick", "error: unknown option `no-quick'\n"),
        ("--no-all", "error: unknown option `no-all'\n"),
        ("--quiet=3", "error: option `quiet' takes no value\n"),
        ("--no-name=3", "error: option `no-name' takes no value\n"),
        ("--all=3", "error: option `all' takes no value\n"),
        ("-n", "error: switch `n' requires a value\n"),
        ("--name", "error: option `name' requires a value\n"),
        ("-a -1", "error: options '-1' and '-a' cannot be used together\n"),
        ("-n x --early", "error: not after a name\n"),
    ],
)
def test_what_is_refused(words: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(words)
    assert refused.value.message.removesuffix(usage_text(SPEC, while_parsing=True)) == message


def test_what_may_mean_two_options() -> None:
    """Its usage goes to standard output, as that of -h does."""
    with pytest.raises(HelpRequestedError) as refused:
        parse("--qui=3")
    assert refused.value.message == "error: ambiguous option: qui=3 (could be --quick or --quicker)\n"
    assert refused.value.usage == usage_text(SPEC, while_parsing=True)
    assert refused.value.exit_code == 129


@pytest.mark.parametrize(("words", "nearest"), [("--no-", 1), ("--=3", 2)])
def test_what_may_mean_any_option(words: str, nearest: int) -> None:
    """The last two are told that can be it, or the last one twice."""
    with pytest.raises(HelpRequestedError) as refused:
        parse(words)
    names = re.findall("--([-a-z]+)", refused.value.message)
    assert len(names) == 2
    assert len(set(names)) == nearest
    assert all(name.startswith("no-") is (words == "--no-") for name in names)


def test_an_alias_makes_nothing_ambiguous() -> None:
    assert asked(lambda given: given.flag("quick"), "--quic") is True


@pytest.mark.parametrize(("words", "code"), [("-h", 129), ("--help", 0), ("-q --help", 129), ("-q -h", 129)])
def test_help(words: str, code: int) -> None:
    with pytest.raises(HelpRequestedError) as asked_for:
        parse(words)
    assert asked_for.value.exit_code == code
    assert asked_for.value.usage == usage_text(SPEC, while_parsing=words.endswith("-h"))


def test_usage() -> None:
    assert usage_text(SPEC) == (
        "usage: git some [<options>]\n"
        "   or: git some <file>\n"
        "       <more>\n"
        "\n"
        "What\n"
        "    -a, --all             everything\n"
        "    -1                    one thing\n"
        "    -q, --[no-]quiet      be quiet\n"
        "    --quick               be quick\n"
        "    --quicker ...         alias of --quick\n"
        "\n"
        "How\n"
        "    -n, --[no-]name <name>\n"
        "                          a name\n"
        "    --size-of-everything <n>\n"
        "                          a size of so many bytes\n"
        "    -S, --[no-]sign[=<key>]\n"
        "                          sign it\n"
        "\n"
    )
