"""Files of references, and HEAD, in odd forms."""

from __future__ import annotations

from tests.support.odd.row import GIVES_UP, MISSING, Row


def loose(text: str, keeps: str | None, means: str = "", **files: str) -> Row:
    """The row of a reference refs/heads/x whose file holds `text` and whose name means `means`."""
    return Row({"refs/heads/x": text, **files}, keeps, {"x": means} if means else {})


def chain(links: int) -> dict[str, str]:
    """References s1, s2 …: so many symbolic ones, each naming the next, and one with the id of a."""
    names = [f"refs/heads/s{at}" for at in range(1, links + 1)]
    return dict(zip(names, [f"ref: {name}\n" for name in names[1:]] + ["ref: A_HEAD\n"], strict=True)) | {
        "A_HEAD": "{a}\n"
    }


ROWS: dict[str, Row] = {
    # An id.
    "no LF": loose("{a}", "a", "a"),
    "CRLF": loose("{a}\r\n", "a", "a"),
    "capitals": loose("{A}\n", "a", "a"),
    "NUL after": loose("{a}\0junk\n", "a", "a"),
    "words after": loose("{a} junk and more\nmore\n", "a", "a"),
    "tab after": loose("{a}\tjunk", "a", "a"),
    "VT after": loose("{a}\v\n", GIVES_UP, MISSING),
    "FF after": loose("{a}\f\n", GIVES_UP, MISSING),
    "NEL after": loose("{a}\x85\n", GIVES_UP, MISSING),
    "glued": loose("{a}junk\n", GIVES_UP, MISSING),
    "a digit more": loose("{a}0\n", GIVES_UP, MISSING),
    "a digit less": loose("123456789012345678901234567890123456789\n", GIVES_UP, MISSING),
    "of the other hash": loose("12345678" * 8 + "\n", GIVES_UP, MISSING),
    "blank before": loose(" {a}\n", GIVES_UP, MISSING),
    "LF before": loose("\n{a}\n", GIVES_UP, MISSING),
    "NUL before": loose("\0{a}\n", GIVES_UP, MISSING),
    "blank within": loose("12345678901234567890 2345678901234567890\n", GIVES_UP, MISSING),
    "empty": loose("", GIVES_UP, MISSING),
    "blanks": loose("  \n", GIVES_UP, MISSING),
    "zeros": loose("{o}\n", GIVES_UP, MISSING),
    "zeros of a tag before a branch": Row(
        {"refs/tags/x": "{o}\n", "refs/heads/x": "{a}\n"}, GIVES_UP, {"x": MISSING, "heads/x": "a"}
    ),
    "nowhere": loose("{x}\n", GIVES_UP, MISSING),
    "a tag": loose("{t}\n", "t", "t"),
    "a blob": loose("{p}\n", "p", "p"),
    "long": loose("{a} " + "junk " * 100_000, "a", "a"),
    "raw": loose("\x12" * 20, GIVES_UP, MISSING),
    # A name.
    "ref: without a blank": loose("ref:A_HEAD\n", "a", "a", A_HEAD="{a}\n"),
    "ref: with many blanks": loose("ref: \t \r\n A_HEAD \t\r\n\n", "a", "a", A_HEAD="{a}\n"),
    "ref: with VT": loose("ref:\vA_HEAD\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: with FF after": loose("ref: A_HEAD\f\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: with NUL": loose("ref: A_HEAD\0junk\n", "a", "a", A_HEAD="{a}\n"),
    "ref: with a blank and NUL": loose("ref: A_HEAD \0junk\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: with LF and NUL": loose("ref: A_HEAD\n\0", "", MISSING, A_HEAD="{a}\n"),
    "ref: with NUL first": loose("ref: \0A_HEAD\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: with two lines": loose("ref: A_HEAD\nref: B_HEAD\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: with two words": loose("ref: A_HEAD junk\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: in capitals": loose("REF: A_HEAD\n", GIVES_UP, MISSING, A_HEAD="{a}\n"),
    "ref: after a blank": loose(" ref: A_HEAD\n", GIVES_UP, MISSING, A_HEAD="{a}\n"),
    "ref: to nothing": loose("ref: \n", "", MISSING),
    "ref: to a name in small letters": loose("ref: a_head\n", "a", "a", a_head="{a}\n"),
    "ref: to a path": loose("ref: other/thing\n", "a", "a", **{"other/thing": "{a}\n"}),
    "ref: to a path above": loose("ref: refs/../A_HEAD\n", "", MISSING, A_HEAD="{a}\n"),
    "ref: to a file outside": loose("ref: ../../outside\n", "", MISSING, **{"../outside": "{a}\n"}),
    "ref: to an absolute path": loose("ref: /etc/hostname\n", "", MISSING),
    "ref: to a lock": loose("ref: A_HEAD.lock\n", "", MISSING, **{"A_HEAD.lock": "{a}\n"}),
    "ref: to HEAD": Row({"refs/heads/x": "ref: HEAD\n", "HEAD": "{a}\n"}, "a", {"x": "a"}),
    "ref: to ORIG_HEAD": loose("ref: ORIG_HEAD\n", "a", "a", ORIG_HEAD="{a}\n"),
    "ref: to FETCH_HEAD": loose("ref: FETCH_HEAD\n", "a", "a", FETCH_HEAD="{a}\tnot-for-merge\n{b}\tx\n"),
    "ref: to MERGE_HEAD": loose("ref: MERGE_HEAD\n", "a", "a", MERGE_HEAD="{a}\n{b}\n"),
    "ref: to a FETCH_HEAD that is symbolic": loose(
        "ref: FETCH_HEAD\n", "", MISSING, FETCH_HEAD="ref: A_HEAD\n", A_HEAD="{a}\n"
    ),
    "ref: to a FETCH_HEAD that is symbolic, no LF": loose(
        "ref: FETCH_HEAD\n", "a", "a", FETCH_HEAD="ref: A_HEAD", A_HEAD="{a}\n"
    ),
    "ref: to the HEAD of another worktree": loose(
        "ref: worktrees/linked/HEAD\n", "a", "a", **{"worktrees/linked/HEAD": "{a}\n"}
    ),
    "ref: to another worktree's own": loose(
        "ref: worktrees/linked/refs/bisect/bad\n", "a", "a", **{"worktrees/linked/refs/bisect/bad": "{a}\n"}
    ),
    "ref: to main-worktree": loose("ref: main-worktree/A_HEAD\n", "a", "a", A_HEAD="{a}\n"),
    "ref: to a file of another worktree": loose(
        "ref: worktrees/linked/a_file\n", "a", "a", **{"worktrees/linked/a_file": "{a}\n"}
    ),
    "ref: to zeros": loose("ref: A_HEAD\n", "", MISSING, A_HEAD="{o}\n"),
    "ref: to nowhere": loose("ref: A_HEAD\n", GIVES_UP, MISSING, A_HEAD="{x}\n"),
    "ref: to what is broken": loose("ref: A_HEAD\n", "", MISSING, A_HEAD="junk\n"),
    "ref: to odd bytes": loose("ref: refs/heads/\xe9\n", "a", "a", **{"refs/heads/\udce9": "{a}\n"}),
    "ref: of 70,000 bytes": loose("ref: " + " " * 70_000 + "A_HEAD\n", "a", "a", A_HEAD="{a}\n"),
    "four symbolic": Row(chain(4), "a", {"s1": "a"}),
    "five symbolic": Row(chain(5), "a", {"s1": MISSING, "s2": "a"}),
    "six symbolic": Row(chain(6), "a", {"s1": MISSING, "s2": MISSING, "s3": "a"}),
    "HEAD through four": Row(chain(4) | {"HEAD": "ref: refs/heads/s1\n"}, "a", {"HEAD": MISSING}),
    "a cycle": loose("ref: refs/heads/y\n", "", MISSING, **{"refs/heads/y": "ref: refs/heads/x\n"}),
    # Files.
    "lock": Row({"refs/heads/x.lock": "{a}\n"}, "", {"x.lock": MISSING}),
    "hidden": Row({"refs/heads/.x": "{a}\n"}, "", {".x": MISSING}),
    "in a hidden directory": Row({"refs/.h/x": "{a}\n"}, "", {".h/x": MISSING}),
    "in a lock directory": Row({"refs/heads/d.lock/x": "{a}\n"}, "", {"d.lock/x": MISSING}),
    "bad name": Row({"refs/heads/x y": "{a}\n"}, GIVES_UP),
    "bad name, symbolic": Row({"refs/heads/x..y": "ref: A_HEAD\n", "A_HEAD": "{a}\n"}, GIVES_UP),
    "bad name, dot at the end": Row({"refs/heads/x.": "{a}\n"}, GIVES_UP),
    "name of odd bytes": Row({"refs/heads/\udcff\udcfe": "{a}\n"}, "a"),
    "right below refs": Row({"refs/x": "{a}\n", "refs/stash": "{b}\n"}, "ab", {"x": "a", "stash": "b"}),
    "HEAD below refs": Row({"refs/remotes/o/HEAD": "{a}\n"}, "a", {"o": "a"}),
    "link to a file": Row({"refs/heads/x": "link: ../../A_HEAD", "A_HEAD": "{a}\n"}, "a", {"x": "a"}),
    "link to a name": Row({"refs/heads/x": "link: refs/heads/y", "refs/heads/y": "{a}\n"}, "a", {"x": "a"}),
    "link to a bad name": Row({"refs/heads/x": "link: refs/../y", "refs/heads/refs/y": "{a}\n", "-nothing": ""}, "a"),
    "link to a directory": Row({"refs/heads/d": "link: ../../away", "away/x": "{a}\n"}, "a", {"d/x": "a"}),
    "link up": Row({"refs/heads/up": "link: ../tags", "refs/tags/v": "{a}\n"}, "a", {"up/v": "a", "v": "a"}),
    "link to itself": Row({"refs/heads/x": "link: x"}, "", {"x": MISSING}, stops=True),
    "refs is a link": Row({"refs": "link: away", "away/heads/main": "{m}\n", "away/heads/x": "{a}\n"}, "a", {"x": "a"}),
    # HEAD.
    "HEAD detached": Row({"HEAD": "{a}\n"}, "a", {"HEAD": "a"}),
    "HEAD detached, words after": Row({"HEAD": "{a} junk\n"}, "a", {"HEAD": "a"}),
    "HEAD detached, glued": Row({"HEAD": "{a}junk\n"}, "", {"HEAD": MISSING}, stops=True),
    "HEAD detached, VT after": Row({"HEAD": "{a}\v\n"}, "", {"HEAD": MISSING}, stops=True),
    "HEAD detached, NUL after": Row({"HEAD": "{a}\0junk"}, "a", {"HEAD": "a"}),
    "HEAD detached, capitals": Row({"HEAD": "{A}\n"}, "a", {"HEAD": "a"}),
    "HEAD zeros": Row({"HEAD": "{o}\n"}, GIVES_UP, {"HEAD": MISSING}),
    "HEAD through another to zeros": Row(
        {"HEAD": "ref: refs/heads/x\n", "refs/heads/x": "ref: A_HEAD\n", "A_HEAD": "{o}\n"}, GIVES_UP, {"HEAD": MISSING}
    ),
    "HEAD nowhere": Row({"HEAD": "{x}\n"}, GIVES_UP, {"HEAD": MISSING}),
    "HEAD with NUL": Row(
        {"HEAD": "ref: refs/worktree/x\0junk\n", "refs/worktree/x": "{a}\n"}, "a", {"HEAD": "a"}
    ),
    "HEAD is a link": Row({"HEAD": "link: refs/heads/x", "refs/heads/x": "{a}\n"}, "a", {"HEAD": "a"}),
    "HEAD is a link to nothing yet": Row({"HEAD": "link: refs/heads/x"}, "", {"HEAD": MISSING}),
    "HEAD symbolic through others": Row(
        {"HEAD": "ref: refs/heads/x\n", "refs/heads/x": "ref: A_HEAD\n", "A_HEAD": "{a}\n"}, "a", {"HEAD": "a"}
    ),
    "HEAD to the HEAD of another worktree": Row(
        {"HEAD": "ref: refs/heads/y\n", "refs/heads/y": "ref: worktrees/linked/A_HEAD\n",
         "worktrees/linked/A_HEAD": "{a}\n"}, "a", {"HEAD": "a"},
    ),
    # What is beside HEAD keeps nothing.
    **{
        name: Row({name: "{a}\n"}, "", {name: "a"})
        for name in (
            "MERGE_HEAD", "ORIG_HEAD", "FETCH_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "BISECT_HEAD",
            "BISECT_EXPECTED_REV", "BISECT_START", "AUTO_MERGE", "MERGE_AUTOSTASH", "NOTES_MERGE_PARTIAL", "OTHER_HEAD",
        )
    },
    "MERGE_HEAD of two": Row({"MERGE_HEAD": "{a}\n{b}\n"}, "", {"MERGE_HEAD": "a"}),
    "FETCH_HEAD of two": Row({"FETCH_HEAD": "{a}\t\tx\n{b}\t\ty\n"}, "", {"FETCH_HEAD": "a"}),
    "FETCH_HEAD is a link": Row({"FETCH_HEAD": "link: refs/heads/x", "refs/heads/x": "{a}\n"}, "a", {"FETCH_HEAD": "a"}),
    "ORIG_HEAD symbolic": Row({"ORIG_HEAD": "ref: A_HEAD\n", "A_HEAD": "{a}\n"}, "", {"ORIG_HEAD": "a"}),
}  # fmt: skip
