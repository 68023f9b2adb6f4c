"""Checks signatures of commits by the programs that the configuration names, as git runs them.

    gpg.program, gpg.openpgp.program    gpg
    gpg.x509.program                    gpgsm
    gpg.ssh.program                     ssh-keygen, with gpg.ssh.allowedSignersFile and gpg.ssh.revocationFile

Follows git's Documentation/config/gpg.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import NamedTemporaryFile

from pygitobj.errors import GitObjectError
from pygitobj.files.directory import is_there
from pygitobj.files.temporary import place_of_temporary
from pygitobj.formats.commit_text import header_line, headers_end
from pygitobj.formats.date_modes import DateMode, show_date
from pygitobj.formats.ident import ident_parts
from pygitobj.formats.numbers import LARGEST_LONG, decimal
from pygitobj.formats.signature import (
    OPENPGP,
    SSH,
    X509,
    Signature,
    Signed,
    kind_of,
    read_ssh,
    read_status,
    signed_commit,
)
from pygitobj.repository.programs import Ran, run_program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

USUAL = {OPENPGP: "gpg", X509: "gpgsm", SSH: "ssh-keygen"}
NAMED_BY = {OPENPGP: ("gpg.program", "gpg.openpgp.program"), X509: ("gpg.x509.program",), SSH: ("gpg.ssh.program",)}
NEEDS_SIGNERS = "gpg.ssh.allowedSignersFile needs to be configured and exist for ssh signature verification"
TOO_OLD = (
    "ssh-keygen -Y find-principals/verify is needed for ssh signature verification "
    "(available in openssh version 8.2p1+)"
)
# Of no use without a program, and not what was asked for: the exit code of what could not be run.
NOT_RUN = Ran(-1, b"", b"")
KEY_TIME = DateMode("format", True, "%Y%m%d%H%M%S")


class Verifier:
    """Checks the signatures of commits of `repository`; of what keeps it from doing so `repository.warn` is told."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.last: tuple[bytes, Signature] | None = None

    def __call__(self, body: bytes) -> Signature:
        """What is found out about the signature of the commit `body`. Raises GitObjectError for an unknown one."""
        if self.last is None or self.last[0] is not body:
            self.last = body, self.verify(body)
        return self.last[1]

    def verify(self, body: bytes) -> Signature:
        """The same, found out anew."""
        signed = signed_commit(body, self.repository.format.hash_size)
        return Signature() if signed is None else self.check(signed, b"committer ")

    def check(self, signed: Signed, header: bytes) -> Signature:
        """What is found out about a signature of what says in `header` when that was. Raises GitObjectError."""
        kind = kind_of(signed.signature)
        if kind is None:
            raise GitObjectError(f"bad/incompatible signature '{os.fsdecode(signed.signature)}'")
        line = header_line(signed.payload, headers_end(signed.payload), header)
        who = None if line is None else ident_parts(line)
        if who is None:
            return Signature()
        signers = self.signers() if kind == SSH else ""
        if signers is None:
            self.repository.warn(f"error: {NEEDS_SIGNERS}")
            return Signature()
        place = place_of_temporary(self.repository.environ, self.repository.base)
        with ExitStack() as stack:
            try:
                file = stack.enter_context(NamedTemporaryFile(prefix=".git_vtag_tmp", dir=place))
            except OSError as error:
                self.repository.warn(f"error: could not create temporary file: {error.strerror}")
                return Signature()
            file.write(signed.signature)
            file.flush()
            if kind == SSH:
                return self.by_ssh(signed, file.name, signers, decimal(who.seconds) or 0)
            return self.by_gpg(kind, signed, file.name)

    def by_gpg(self, kind: str, signed: Signed, path: str) -> Signature:
        """What gpg or gpgsm finds out about the signature in the file `path`."""
        words = ["--keyid-format=long"] if kind == OPENPGP else []
        ran = self.run(kind, [*words, "--status-fd=1", "--verify", path, "-"], signed.payload)
        return read_status(ran.output, ran.errors)._replace(was_checked=True)

    def run(self, kind: str, words: Sequence[str], data: bytes) -> Ran:
        """Run the program for signatures of this kind."""
        program = self.program(kind)
        try:
            return run_program(program, self.repository, words, data)
        except OSError as error:
            self.repository.warn(f"error: cannot run {program}: {error.strerror}")
            return NOT_RUN

    def program(self, kind: str) -> str:
        """The program for signatures of this kind."""
        config = self.repository.config
        named = [value.entry.name for value in config if value.entry.name in NAMED_BY[kind]]
        found = config.get_path(named[-1], self.repository.environ) if named else None
        return USUAL[kind] if found is None else found

    # ssh

    def signers(self) -> str | None:
        """The file that says whose keys are good; None where none is named."""
        return self.repository.config.get_path("gpg.ssh.allowedSignersFile", self.repository.environ) or None

    def by_ssh(self, signed: Signed, path: str, signers: str, seconds: int) -> Signature:
        """What ssh-keygen finds out about the signature in the file `path`, made at `seconds`."""
        when = ""
        if seconds:
            when = f"-Overify-time={show_date(seconds if seconds <= LARGEST_LONG else 0, 0, KEY_TIME, 0)}"
        found = self.run(SSH, ["-Y", "find-principals", "-f", signers, "-s", path, when], b"")
        if found.code and b"usage:" in found.errors:
            self.repository.warn(f"error: {TOO_OLD}")
            return Signature()
        names = [name for name in found.output.replace(b"\r\n", b"\n").split(b"\n") if name]
        ran = NOT_RUN
        if found.code or not found.output:
            ran = self.run(SSH, ["-Y", "check-novalidate", "-n", "git", "-s", path, when], signed.payload)
        else:
            for name in names:
                words = ["-Y", "verify", "-n", "git", "-f", signers, "-I", os.fsdecode(name), "-s", path, when]
                ran = self.run(SSH, [*words, *self.revoked()], signed.payload)
                if ran.code == 0 and ran.output.startswith(b"Good"):
                    break
        said = read_ssh(stripped(ran.output) + found.errors + stripped(ran.errors))
        return said._replace(was_checked=True)

    def revoked(self) -> list[str]:
        """The option that names the file of keys which are no longer good, if there is one."""
        path = self.repository.config.get_path("gpg.ssh.revocationFile", self.repository.environ)
        if not path:
            return []
        if not is_there(path):
            self.repository.warn(f"warning: ssh signing revocation file configured but not found: {path}")
            return []
        return ["-r", path]


def stripped(text: bytes) -> bytes:
    """`text` without white space at the end of each line, and without empty lines but for one between others."""
    lines: list[bytes] = []
    for line in (part.rstrip(b" \t\r\n") for part in text.split(b"\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\n" for line in lines)
