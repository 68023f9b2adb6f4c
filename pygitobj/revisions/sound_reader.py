"""Objects for whoever passes over what is missing: one that is there but damaged is an error that ends all.

Names are resolved so that a step which cannot be taken, for want of an object or since it is damaged, makes a name that
means nothing. Where such a name is passed over in silence, damage would be too.
"""

from __future__ import annotations

from pygitobj.errors import CorruptError
from pygitobj.refs.replace import Reader
from pygitobj.revisions.context import RefusedRevisionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.values import RawObject


class SoundReader(Reader):
    """The objects of `reader`; one that is damaged ends the resolution that asks for its body."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.store, reader.load)
        self.loaded = reader.loaded

    def read(self, oid: bytes) -> RawObject:
        """The object that is read for `oid`. Raises RefusedRevisionError for one that is damaged."""
        try:
            return super().read(oid)
        except CorruptError as error:
            raise RefusedRevisionError(str(error)) from error
