"""The options of `archive`, and what they say of the files that are added to the tree's.

Follows git's Documentation/git-archive.
"""

from __future__ import annotations

import os
import stat

from pygitobj.cli.parse_options import Group, Option, Spec
from pygitobj.errors import GitObjectError
from pygitobj.formats.quote import closing_quote, unquote_c
from pygitobj.jobs.archive.entries import ExtraFile

REGULAR, EXECUTABLE = 0o100644, 0o100755


class Asked:
    """What is asked of an archive beside what its options say alone: what stands before paths, and files besides."""

    def __init__(self) -> None:
        self.prefix = ""
        self.extra: list[ExtraFile] = []
        self.directory = ""

    def take_prefix(self, _option: Option, value: str | None, _negated: bool) -> None:
        """Take --prefix, which counts for files that are added after it."""
        self.prefix = value or ""

    def take_file(self, _option: Option, value: str | None, negated: bool) -> None:
        """Take --add-file. Raises GitObjectError."""
        if negated:
            self.extra.clear()
            return
        path = value or ""
        try:
            mode = os.stat(path).st_mode
        except OSError:
            raise GitObjectError(f"File not found: {self.directory}{path}") from None
        if not stat.S_ISREG(mode):
            raise GitObjectError(f"Not a regular file: {self.directory}{path}")
        shown = os.fsencode(self.prefix + os.path.basename(path))
        self.extra.append(ExtraFile(shown, EXECUTABLE if mode & stat.S_IXUSR else REGULAR, None, path))

    def take_virtual(self, _option: Option, value: str | None, negated: bool) -> None:
        """Take --add-virtual-file. Raises GitObjectError."""
        if negated:
            self.extra.clear()
            return
        text = os.fsencode(value or "")
        if text.startswith(b'"'):
            try:
                end = closing_quote(text)
                path = unquote_c(text[:end])
            except ValueError:
                raise GitObjectError(f"unclosed quote: '{value}'") from None
            rest = text[end:]
        else:
            at = text.find(b":")
            path, rest = (text[:at], text[at:]) if at >= 0 else (b"", b"")
        if not rest.startswith(b":"):
            raise GitObjectError(f"missing colon: '{value}'")
        if not path:
            raise GitObjectError(f"empty file name: '{value}'")
        self.extra.append(ExtraFile(os.fsencode(self.directory) + path, REGULAR, rest[1:]))


def spec_for(asked: Asked) -> Spec:
    """The options, of which some are noted in `asked`."""
    return Spec(
        usage=(
            "git archive [<options>] <tree-ish> [<path>...]",
            "git archive --list",
            "git archive --remote <repo> [--exec <cmd>] [<options>] <tree-ish> [<path>...]",
            "git archive --remote <repo> [--exec <cmd>] --list",
        ),
        options=(
            Group(""),
            Option("format", "value", "archive format", long="format", argument="<fmt>"),
            Option(
                "prefix", "value", "prepend prefix to each pathname in the archive", long="prefix", argument="<prefix>",
                take=asked.take_prefix,
            ),
            Option(
                "file", "value", "add untracked file to archive", long="add-file", argument="<file>",
                take=asked.take_file,
            ),
            Option(
                "virtual", "value", "add untracked file to archive", long="add-virtual-file", argument="<path:content>",
                take=asked.take_virtual,
            ),
            Option("output", "value", "write the archive to this file", short="o", long="output", argument="<file>"),
            Option("worktree", "flag", "read .gitattributes in working directory", long="worktree-attributes"),
            Option("verbose", "count", "report archived files on stderr", short="v", long="verbose"),
            Option(
                "mtime", "value", "set modification time of archive entries", long="mtime", argument="<time>",
                negatable=False,
            ),
            Option("level", "flag", "set compression level", short="NUM"),
            Group(""),
            Option("list", "flag", "list supported archive formats", short="l", long="list"),
            Group(""),
            Option(
                "remote", "value", "retrieve the archive from remote repository <repo>", long="remote",
                argument="<repo>",
            ),
            Option(
                "exec", "value", "path to the remote git-upload-archive command", long="exec", argument="<command>"
            ),
        ),
    )  # fmt: skip
