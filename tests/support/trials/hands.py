"""One process of a storm: `python -m tests.support.trials.hands <place> <number> <weather> <seconds> <seed>`."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pygitobj
from pygitobj import ObjectId, ObjectStore, Repository
from tests.support.packs import build_pack, whole
from tests.support.trials.storm import JOBS, SHOWN, TURN, WEATHER

REPOSITORY = "r"
# How often each process keeps house, writes and reads.
SHARES = ((6, 2, 2), (1, 4, 5), (5, 1, 4))
# What is asked for at once.
SAMPLE = 60
AGAIN = 8
YOUNG = 150
# Steps that each process takes, however slow the machine is.
LEAST = 10
WHO = b"A <a@b> %d +0000"
COMMAND = [sys.executable, "-m", "pygitobj"]


Way = Callable[[ObjectStore, list[bytes]], list[ObjectId]]


class Hand:
    """One process."""

    def __init__(self, place: Path, number: int, weather: str, seed: int) -> None:
        self.place = place
        self.repo = place / REPOSITORY
        self.number = number
        self.weather = WEATHER[weather]
        self.dice = random.Random(f"{seed} {number}")
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.step = 0
        self.head = ""
        self.ledger = os.open(place / "ledger" / f"w{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.read_up_to: dict[str, int] = {}
        self.known: list[str] = []
        self.opened = Repository.open(self.repo)

    def run(self, seconds: float) -> None:
        """Take turns until the time is over."""
        until = time.monotonic() + seconds
        if not self.number and not self.weather.loose_only:
            # So many that it takes a repack a while to make them loose.
            self.confirm("Y", self.packed(self.opened.objects, [b"young %d\n" % at for at in range(YOUNG)]))
        shares = SHARES[self.number % len(SHARES)]
        while time.monotonic() < until or self.step < LEAST:
            self.step += 1
            self.dice.choices([self.keep, self.write, self.read], shares)[0]()

    def command(self, command: list[str], stdin: bytes = b"") -> bytes:
        """What a command prints; one that fails is counted, one that crashes is wrong."""
        done = subprocess.run(command, cwd=self.repo, input=stdin, capture_output=True, check=False)
        if done.returncode:
            self.counts[f"{command[0].rpartition('/')[2]} ended with {done.returncode}"] += 1
            text = done.stderr.decode(errors="replace")
            if command[0] != "git" and ("Traceback" in text or done.returncode < 0):
                self.wrong.append(f"{command} ended with {done.returncode}: {text[-1500:]}")
            return b""
        return done.stdout

    # Keeping house

    def keep(self) -> None:
        """Repack or prune."""
        jobs = [(COMMAND, line) for line in self.weather.ours] + [(["git"], line) for line in self.weather.gits]
        command, line = self.dice.choice(jobs)
        began = time.monotonic()
        with self.turn() if command == ["git"] and self.weather.ours else nullcontext():
            self.command([*command, *line.split()])
        self.note(f"{began:.3f} {time.monotonic():.3f} process {self.number}, {command[-1]} {line}")
        self.counts["jobs of git" if command == ["git"] else "jobs"] += 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While no other job of git's runs: beside one another they lose what references lead to without our help."""
        with open(self.place / TURN, "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def note(self, job: str) -> None:
        """Write down what ran from when to when."""
        with open(self.place / JOBS, "a") as file:
            file.write(job + "\n")

    # Writing

    def write(self) -> None:
        """Some objects, a tree and a commit; most times a branch leads to them."""
        store = self.opened.objects
        bodies = list(self.bodies())
        ids = self.dice.choice(self.ways())(store, bodies)
        if not ids:
            return
        entries = [b"100644 %d\0" % at + bytes(oid) for at, oid in enumerate(ids)]
        tree = store.write("tree", b"".join(sorted(entries)))
        parent = b"parent %s\n" % self.head.encode() if self.head else b""
        who = WHO % (1_000_000_000 + self.step)
        text = b"tree %s\n%sauthor %s\ncommitter %s\n\nstep %d\n" % (str(tree).encode(), parent, who, who, self.step)
        commit = store.write("commit", text)
        if self.dice.random() < 0.8:
            self.command(["git", "update-ref", f"refs/heads/w{self.number}", str(commit)])
            self.head = str(commit)
            self.confirm("R", [*ids, tree, commit])
        else:
            self.confirm("Y", [*ids, tree, commit])

    def confirm(self, kind: str, ids: Iterable[ObjectId]) -> None:
        """Write down what was confirmed, and when: R is reachable, Y is young."""
        lines = "".join(f"{kind} {oid} {time.monotonic():.3f}\n" for oid in ids)
        os.write(self.ledger, lines.encode())
        self.counts["writes"] += 1

    def bodies(self) -> Iterator[bytes]:
        """New bodies, and ones that were written before."""
        yield b"%d %d\n" % (self.number, self.step)
        yield b"the same again %d\n" % self.dice.randrange(AGAIN)
        yield b"".join(b"line %d %d\n" % (at, self.step * (at == self.step % 90)) for at in range(90))
        if self.dice.random() < 0.1:
            yield self.dice.randbytes(self.dice.randrange(1, 200_000))

    def ways(self) -> list[Way]:
        """The ways of writing blobs that there are."""
        loose: list[Way] = [self.loose, self.streamed, self.hashed]
        return loose if self.weather.loose_only else [*loose, self.packed, self.packed, self.received]

    def loose(self, store: ObjectStore, bodies: list[bytes]) -> list[ObjectId]:
        return [store.write("blob", body) for body in bodies]

    def streamed(self, store: ObjectStore, bodies: list[bytes]) -> list[ObjectId]:
        return [store.write_stream("blob", len(body), io.BytesIO(body)) for body in bodies]

    def hashed(self, store: ObjectStore, bodies: list[bytes]) -> list[ObjectId]:
        paths = [self.place / f"in-{self.number}-{at}" for at, _ in enumerate(bodies)]
        for path, body in zip(paths, bodies, strict=True):
            path.write_bytes(body)
        out = self.command([*COMMAND, "hash-object", "-w", *map(str, paths)])
        return [ObjectId(line) for line in out.decode().split()]

    def packed(self, store: ObjectStore, bodies: list[bytes]) -> list[ObjectId]:
        with store.pack_writer() as pack:
            return [pack.add("blob", body) for body in bodies]

    def received(self, store: ObjectStore, bodies: list[bytes]) -> list[ObjectId]:
        data, _ = build_pack([whole(3, body) for body in dict.fromkeys(bodies)])
        done = self.command([*COMMAND, "index-pack", "--stdin"], data)
        ids = [ObjectId(hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()) for body in bodies]
        return ids if done else []

    # Reading

    def read(self) -> None:
        """Some of what is in the ledgers."""
        self.look()
        if self.known:
            ids = [ObjectId(self.dice.choice(self.known)) for _ in range(SAMPLE)]
            self.dice.choice([self.one_by_one, self.many, self.anew, self.by_command])(ids)
            self.counts["reads"] += len(ids)

    def look(self) -> None:
        """What the ledgers have that is new."""
        for ledger in sorted((self.place / "ledger").iterdir()):
            with open(ledger, "rb") as file:
                file.seek(self.read_up_to.get(ledger.name, 0))
                whole_lines = file.read().rpartition(b"\n")
                self.read_up_to[ledger.name] = self.read_up_to.get(ledger.name, 0) + len(
                    whole_lines[0] + whole_lines[1]
                )
            for line in whole_lines[0].decode().split("\n"):
                if line and (line[0] == "R" or self.weather.young):
                    self.known.append(line.split()[1])

    def check(self, oid: ObjectId, kind: str, data: bytes, how: str) -> None:
        """That the bytes are right."""
        if hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data).hexdigest() != str(oid):
            self.lost(oid, f"other bytes, {how}")

    def lost(self, oid: object, how: str) -> None:
        self.counts["lost"] += 1
        self.wrong.append(f"{time.monotonic():.3f} process {self.number}, step {self.step}: {oid} {how}")

    def one_by_one(self, ids: list[ObjectId], store: ObjectStore | None = None) -> None:
        store = store or self.opened.objects
        for oid in ids:
            try:
                if oid not in store:
                    self.lost(oid, "is not in the store")
                raw = store.read(oid)
                self.check(oid, raw.type.value, raw.data, "read")
            except pygitobj.GitObjectError as error:
                self.lost(oid, f"read: {error}")

    def many(self, ids: list[ObjectId]) -> None:
        for oid, raw in self.opened.objects.read_many(ids):
            if isinstance(raw, pygitobj.GitObjectError):
                self.lost(oid, f"read_many: {raw}")
            else:
                self.check(oid, raw.type.value, raw.data, "read_many")

    def anew(self, ids: list[ObjectId]) -> None:
        with Repository.open(self.repo) as repository:
            self.one_by_one(ids, repository.objects)

    def by_command(self, ids: list[ObjectId]) -> None:
        out = self.command([*COMMAND, "cat-file", "--batch", "--buffer"], "".join(f"{oid}\n" for oid in ids).encode())
        at = 0
        for oid in ids:
            end = out.find(b"\n", at)
            words = out[at:end].decode().split()
            if len(words) != 3:
                self.lost(oid, f"cat-file says {out[at:end]!r}")
                at = end + 1
                continue
            size = int(words[2])
            self.check(oid, words[1], out[end + 1 : end + 1 + size], "cat-file")
            at = end + 2 + size


def main() -> None:
    """Take part in a storm, and tell what was counted."""
    place, number, weather, seconds, seed = sys.argv[1:]
    hand = Hand(Path(place), int(number), weather, int(seed))
    hand.run(float(seconds))
    json.dump({"counts": hand.counts, "wrong": hand.wrong[:SHOWN]}, sys.stdout)


if __name__ == "__main__":
    main()
