"""What a branch builds on, and where it is pushed: what `branch.*`, `remote.*` and `push.default` say.

    branch.<name>.remote, .merge        the branch there; `.` is this repository
    remote.<name>.fetch, .push          which names there are which here

Follows git's Documentation/config/branch, remote and push.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.formats.numbers import lower
from pygitobj.refs.refs import Refs
from pygitobj.repository.config import Config
from pygitobj.repository.legacy_remotes import LegacyRemotes
from pygitobj.revisions.context import RefusedRevisionError

HEAD, HEADS = "HEAD", "refs/heads/"
HERE = "."
UPSTREAM = "upstream"
FETCH = "fetch"


class Tracking:
    """What the configuration says of the branches of the references `refs`, with remotes that have `legacy` files."""

    def __init__(self, config: Config, refs: Refs, legacy: LegacyRemotes) -> None:
        self.config = config
        self.refs = refs
        self.legacy = legacy

    def remote_of(self, branch: str) -> tuple[str, bool]:
        """The remote of `branch`, a name without refs/heads/, and whether the configuration names it."""
        named = self.last(f"branch.{branch}.remote")
        if named is not None:
            return named, True
        remotes = self.remotes()
        return (remotes[0] if len(remotes) == 1 else "origin"), False

    def push_remote_of(self, branch: str) -> tuple[str, bool]:
        """The remote that `branch` is pushed to, and whether the configuration names it."""
        named = self.last(f"branch.{branch}.pushRemote") or self.last("remote.pushDefault")
        return (named, True) if named is not None else self.remote_of(branch)

    def remotes(self) -> list[str]:
        """The names of the remotes, in the order in which they are configured."""
        names = []
        for value in self.config.values:
            section, _, rest = value.entry.name.partition(".")
            name, dot, _ = rest.rpartition(".")
            if section == "remote" and dot and name not in names:
                names.append(name)
        return names

    def merge_of(self, branch: str) -> str | None:
        """What `branch` builds on, by its name at the remote."""
        return self.last(f"branch.{branch}.merge", first=True)

    def upstream_of(self, branch: str) -> str | None:
        """The reference here that `branch` builds on; None where there is none."""
        remote, is_named = self.remote_of(branch)
        merge = self.merge_of(branch)
        if merge is None or not is_named:
            return None
        if remote == HERE:
            found = [full for full, resolved in self.refs.candidates(merge) if resolved.id is not None]
            return found[0] if len(found) == 1 else merge
        return mapped(self.specs(remote, "fetch"), merge)

    def push_of(self, branch: str) -> str | None:
        """The reference here that follows where `branch` is pushed to; None where there is none."""
        remote, _ = self.push_remote_of(branch)
        name = HEADS + branch
        specs = self.specs(remote, "push")
        if specs:
            there = mapped(specs, name)
            return None if there is None else mapped(self.specs(remote, "fetch"), there)
        if self.is_mirror(remote):
            return mapped(self.specs(remote, "fetch"), name)
        default = lower(self.config.get("push.default") or "simple")
        if default == "nothing":
            return None
        if default in ("matching", "current"):
            return mapped(self.specs(remote, "fetch"), name)
        upstream = self.upstream_of(branch)
        if default in ("upstream", "tracking"):
            return upstream
        following = mapped(self.specs(remote, "fetch"), name)
        return following if upstream == following else None

    def required(self, kind: str, branch: str) -> str:
        """The upstream of `branch`, or with the `kind` "push" what follows where it is pushed to.

        Without a name, or by that of HEAD, the branch is meant that HEAD is on. Raises RefusedRevisionError.
        """
        if branch in ("", HEAD):
            head = self.refs.resolve(HEAD)
            if not head.symbolic or not head.name.startswith(HEADS):
                raise RefusedRevisionError("HEAD does not point to a branch")
            branch = head.name.removeprefix(HEADS)
        found = self.upstream_of(branch) if kind == UPSTREAM else self.push_of(branch)
        if found is None:
            raise RefusedRevisionError(self.why_no_upstream(branch) if kind == UPSTREAM else self.why_no_push(branch))
        return found

    def why_no_upstream(self, branch: str) -> str:
        """Why `branch` builds on nothing here."""
        merge = self.merge_of(branch)
        if merge is not None and self.remote_of(branch)[1]:
            return f"upstream branch '{merge}' not stored as a remote-tracking branch"
        if self.refs.resolve(HEADS + branch).id is None:
            return f"no such branch: '{branch}'"
        return f"no upstream configured for branch '{branch}'"

    def why_no_push(self, branch: str) -> str:
        """Why no reference here follows where `branch` is pushed to."""
        remote, _ = self.push_remote_of(branch)
        name = HEADS + branch
        specs = self.specs(remote, "push")
        default = "current" if specs or self.is_mirror(remote) else lower(self.config.get("push.default") or "simple")
        if specs:
            there = mapped(specs, name)
            if there is None:
                return f"push refspecs for '{remote}' do not include '{branch}'"
            name = there
        if default == "nothing":
            return "push has no destination (push.default is 'nothing')"
        if default not in ("matching", "current") and self.upstream_of(branch) is None:
            return self.why_no_upstream(branch)
        if mapped(self.specs(remote, "fetch"), name) is None:
            return f"push destination '{name}' on remote '{remote}' has no local tracking branch"
        return "cannot resolve 'simple' push to a single destination"

    def push_ref_of(self, branch: str) -> str | None:
        """The name at the remote that `branch` is pushed to, where a refspec says so."""
        return mapped(self.specs(self.push_remote_of(branch)[0], "push"), HEADS + branch)

    def is_mirror(self, remote: str) -> bool:
        """Whether all references are pushed to `remote`."""
        return self.config.get_bool(f"remote.{remote}.mirror")

    def specs(self, remote: str, key: str) -> list[tuple[str, str]]:
        """The refspecs of `remote`, each as what stands on either side of its colon."""
        found = []
        in_file = self.legacy.get(remote)
        for text in (*self.config.all(f"remote.{remote}.{key}"), *(in_file.fetch if key == FETCH else in_file.push)):
            source, colon, target = (text or "").removeprefix("+").partition(":")
            if source and not source.startswith("^"):
                found.append((source, target if colon else source))
        return found

    def last(self, name: str, *, first: bool = False) -> str | None:
        """The value of `name` that counts."""
        values = [value for value in self.config.all(name) if value]
        if not values:
            return None
        return values[0] if first else values[-1]


def mapped(specs: Sequence[tuple[str, str]], name: str) -> str | None:
    """What the first of `specs` that `name` fits makes of it; None where it fits none."""
    for source, target in specs:
        before, star, after = source.partition("*")
        if not star:
            if source == name:
                return target or None
        elif name.startswith(before) and name.endswith(after) and len(name) >= len(before) + len(after):
            return target.replace("*", name[len(before) : len(name) - len(after)], 1) or None
    return None
