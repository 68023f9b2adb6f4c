"""A backup that takes only what it lacks, deltas as they are, and then the references, all or none."""

import sys

from pygitobj import ALL, Repository

with Repository.open(sys.argv[1], search=False) as source, Repository.open(sys.argv[2], search=False) as backup:
    wanted = source.reachable([ALL]).ids
    backup.objects.copy_from(source.objects, wanted - backup.objects.ids())
    with backup.refs.transaction("backup") as change:
        for ref in source.refs.values():
            if ref.target is not None:
                change.symbolic(ref.name, ref.target)
            elif ref.id is not None:
                change.update(ref.name, ref.id)
        for name in backup.refs.keys() - source.refs.keys():
            change.delete(name)
