"""Signatures of commits: where they stand, and what the programs that check them say.

    gpgsig <line>               in a header of the commit; gpgsig-sha256 where ids are SHA-256
     <line> …                   what goes on with it. What was signed is the commit without either header
    [GNUPG:] GOODSIG <key> <signer>                     what gpg and gpgsm say
    Good "git" signature for <signer> with RSA key …    what ssh-keygen says

Follows git's Documentation/gitformat-signature and pretty-formats, "%G?".
"""

from __future__ import annotations

from pygitobj.formats.small_text import ended_lines, text_of
from pygitobj.record import Record

HEADERS = {20: b"gpgsig ", 32: b"gpgsig-sha256 "}
ANY_HEADER = b"gpgsig"
OPENPGP, X509, SSH = "openpgp", "x509", "ssh"
STARTS = (
    (b"-----BEGIN PGP SIGNATURE-----", OPENPGP), (b"-----BEGIN PGP MESSAGE-----", OPENPGP),
    (b"-----BEGIN SIGNED MESSAGE-----", X509), (b"-----BEGIN SSH SIGNATURE-----", SSH),
)  # fmt: skip
NONE, GOOD, BAD, CANNOT, UNKNOWN = b"N", b"G", b"B", b"E", b"U"
# What gpg says of the one signature that there may be.
RESULTS = {
    b"GOODSIG": GOOD, b"BADSIG": BAD, b"ERRSIG": CANNOT, b"EXPSIG": b"X", b"EXPKEYSIG": b"Y", b"REVKEYSIG": b"R",
}  # fmt: skip
STATUS, VALID, TRUST = b"[GNUPG:] ", b"VALIDSIG ", b"TRUST_"
UNDEFINED, NEVER, FULLY = b"undefined", b"never", b"fully"
LEVELS = {
    b"UNDEFINED": UNDEFINED, b"NEVER": NEVER, b"MARGINAL": b"marginal", b"FULLY": FULLY, b"ULTIMATE": b"ultimate",
}  # fmt: skip
# In a line about a valid signature the key that the signing one belongs to is the last of so many fields.
PRIMARY_FIELD = 9
KNOWN_SIGNER, UNKNOWN_SIGNER = b'Good "git" signature for ', b'Good "git" signature with '


class Signature(Record):
    """What was found out about a signature: how good it is, what the program said, and whose it is.

    `result` is one of the letters of `%G?`, but for U; `trust` is how far the key is trusted; `was_checked` says
    whether a program was asked.
    """

    result: bytes = NONE
    output: bytes = b""
    signer: bytes = b""
    key: bytes = b""
    fingerprint: bytes = b""
    primary: bytes = b""
    trust: bytes = UNDEFINED
    was_checked: bool = False

    @property
    def letter(self) -> bytes:
        """How good it is: a good one of unknown validity is U."""
        return UNKNOWN if self.result == GOOD and self.trust in (UNDEFINED, NEVER) else self.result


class Signed(Record):
    """What was signed, and the signature."""

    payload: bytes
    signature: bytes


def signed_tag(body: bytes) -> Signed | None:
    """What of the tag `body` was signed, and the signature, which begins on the last line that can; None for none."""
    at = max((place for start, _ in STARTS if (place := (b"\n" + body).rfind(b"\n" + start)) >= 0), default=-1)
    return None if at < 0 else Signed(body[:at], body[at:])


def signed_commit(body: bytes, hash_size: int) -> Signed | None:
    """What of the commit `body` was signed, and the signature; None where it has none."""
    header = HEADERS[hash_size]
    if b"\n" + header not in body and not body.startswith(header):
        return None
    payload: list[bytes] = []
    signature: list[bytes] = []
    head, end, message = body.partition(b"\n\n")
    taken: list[bytes] | None = payload
    for line in ended_lines(head + end[:1]):
        goes_on = line.startswith(b" ")
        if not goes_on:
            taken = signature if line.startswith(header) else None if line.startswith(ANY_HEADER) else payload
        if taken is signature:
            taken.append(line[1:] if goes_on else line.removeprefix(header))
        elif taken is not None:
            taken.append(line)
    return Signed(b"".join(payload) + end[1:] + message, b"".join(signature)) if signature else None


def kind_of(signature: bytes) -> str | None:
    """Which sort of program checks `signature`, None where none does."""
    return next((kind for start, kind in STARTS if signature.startswith(start)), None)


def read_status(status: bytes, output: bytes) -> Signature:
    """What gpg found out, which gave `status` and said `output`; nothing certain where there are several signatures."""
    found = Signature(output=output)
    results = 0
    for line in text_of(status).split(b"\n"):
        if not line.startswith(STATUS):
            continue
        said = line.removeprefix(STATUS)
        word, _, rest = said.partition(b" ")
        if word in RESULTS and b" " in said:
            results += 1
            key, signed, signer = rest.partition(b" ")
            found = found._replace(result=RESULTS[word], key=key)
            if signed and word != b"ERRSIG":
                found = found._replace(signer=signer)
        elif said.startswith(VALID):
            fields = rest.split(b" ", PRIMARY_FIELD)
            primary = fields[PRIMARY_FIELD] if len(fields) > PRIMARY_FIELD else b""
            found = found._replace(fingerprint=fields[0], primary=primary)
        elif said.startswith(TRUST):
            level = LEVELS.get(word.removeprefix(TRUST))
            if level is None:
                results = 2
            else:
                found = found._replace(trust=level)
        if results > 1:
            return Signature(CANNOT, output, trust=found.trust)
    return found


def read_ssh(output: bytes) -> Signature:
    """What ssh-keygen found out, which said `output`."""
    bad = Signature(BAD, output, trust=NEVER)
    line = text_of(output).partition(b"\n")[0]
    signer, trust = b"", UNDEFINED
    if line.startswith(KNOWN_SIGNER):
        # The signer may have " with " in it too.
        signer, found, line = line.removeprefix(KNOWN_SIGNER).rpartition(b" with ")
        trust = FULLY
        if not found:
            return bad
    elif not line.startswith(UNKNOWN_SIGNER):
        return bad
    _, found, key = line.partition(b"key ")
    if not found:
        return bad._replace(signer=signer, trust=trust)
    return Signature(GOOD, output, signer, key, key, trust=trust)
