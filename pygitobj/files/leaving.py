"""A pack on its way out of the store, which can be put back until its last step.

    out         .idx loses its name: no reader that comes now sees the pack
    away        .pack loses its name too; the file that had it is looked at once more, and only then dropped; then the
                rest

What lost its name has another one meanwhile, tmp_…, so that putting it back needs no room on the disk. Killed in
between, these are left, and go as all old temporary files do. Why in this order is told in
docs/decisions/0009-order-of-removal.md.
"""

from __future__ import annotations

import errno
import os

from pygitobj.files.atomic import RANDOM_BYTES, TempFile, WritePolicy
from pygitobj.files.directory import GONE, Seen, is_there, seen, sync_directory, unlink
from pygitobj.files.pack_family import INDEX_SUFFIX, KEEP_SUFFIX, PACK_SUFFIX, has, remove_rest
from pygitobj.files.pack_install import INDEX_WHAT, PACK_WHAT
from pygitobj.files.small_file import read_small

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# What a file system says that has no hard links, or no more for this file.
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


class Leaving:
    """The pack `stem`, which was looked at as `known`, on its way out. Methods raise OSError.

    `index` is what its index holds, as far as it is at hand.
    """

    def __init__(self, stem: str, known: Seen, index: ByteSource | None, policy: WritePolicy) -> None:
        self.stem = stem
        self.known = known
        self.index = index
        self.policy = policy
        self.index_aside = self.pack_aside = ""
        self.is_out = self.is_gone = False

    def speaks_against(self, path: str) -> bool:
        """Whether it was kept, replaced or given a new time since it was looked at; its file is now at `path`."""
        return has(self.stem, KEEP_SUFFIX) or seen(path) != self.known

    def take_out(self) -> None:
        """Take it out of the store; not where another job was faster, which has it in hand then."""
        path = self.stem + INDEX_SUFFIX
        self.index_aside = beside(self.stem, INDEX_WHAT)
        self.is_out = True
        try:
            os.link(path, self.index_aside)
        except GONE:
            self.is_out = False
            return
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            self.index = content_of(path)
        if not unlink(path):
            unlink(self.index_aside)
            self.is_out = False

    def stays(self) -> bool:
        """Whether something speaks against its going now that it is out; then it is put back."""
        if not self.is_out or not self.speaks_against(self.stem + PACK_SUFFIX):
            return False
        self.put_back()
        return True

    def go(self) -> bool:
        """Take away what is left of it; False where something speaks against that: then it is put back."""
        if not self.is_out:
            return False
        # In one step, and looked at after it: whoever gives the name to a pack of his own cannot lose that one.
        self.pack_aside = beside(self.stem, PACK_WHAT)
        try:
            os.rename(self.stem + PACK_SUFFIX, self.pack_aside)
        except GONE:
            # It went by another's hand.
            unlink(self.index_aside)
            return False
        if self.speaks_against(self.pack_aside):
            self.put_back()
            return False
        self.is_gone = True
        unlink(self.index_aside)
        unlink(self.pack_aside)
        remove_rest(self.stem)
        return True

    def put_back(self) -> None:
        """Make it part of the store again unless it is gone, or never left."""
        if not self.is_out or self.is_gone:
            return
        if self.pack_aside:
            give_back(self.pack_aside, self.stem + PACK_SUFFIX)
        path = self.stem + INDEX_SUFFIX
        if self.went():
            unlink(self.index_aside)
        elif not give_back(self.index_aside, path):
            self.write_index(path)
        self.is_out = False
        if self.policy.sync_before_removal:
            sync_directory(os.path.dirname(path))

    def went(self) -> bool:
        """Whether its pack has gone by another's hand.

        Where that cannot be told it is still there: an index too many is passed over, one too few hides objects.
        """
        try:
            return not is_there(self.stem + PACK_SUFFIX)
        except OSError:
            return False

    def write_index(self, path: str) -> None:
        """Write the index anew."""
        if self.index is None or is_there(path):
            return
        with TempFile(os.path.dirname(path), INDEX_WHAT) as temp:
            temp.write(self.index[0 : len(self.index)])
            temp.finish(self.policy, sync=self.policy.sync_before_removal)
            try:
                temp.link(path)
            except FileExistsError:
                pass  # another wrote it meanwhile


def content_of(path: str) -> bytes | None:
    """What the file `path` holds, None where it is not there. Raises OSError."""
    try:
        return read_small(path)
    except GONE:
        return None


def beside(stem: str, what: str) -> str:
    """A name beside the pack `stem` that nobody has."""
    return os.path.join(os.path.dirname(stem), f"tmp_{what}_{os.urandom(2 * RANDOM_BYTES).hex()}")


def give_back(aside: str, path: str) -> bool:
    """Give the file `aside` the name `path` again, unless another has it by now; whether there was one to give.

    Raises OSError.
    """
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    except GONE:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if not is_there(path):
            os.rename(aside, path)
            return True
    unlink(aside)
    return True
