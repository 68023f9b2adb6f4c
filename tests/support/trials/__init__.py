"""What the trials of tests/faults share: jobs that run in a process of their own, whose calls of the system are seen.

    calls           the calls of the system that Python makes, replaced by ones that are asked about first
    plans           what is to become of the calls: seen, failed, not made, recorded
    child, server   a job in a child of a process that has all modules loaded; client: asking for one
    repositories    what jobs work on; jobs, library: the jobs
    verdicts        whether the objects that must be there are there, as git sees it
    disk            a recording made operations on inodes and directories; strace: the same from what strace prints
    cuts, replay    the states that a power cut could leave, and each as a directory to be read
    storm, hands    many processes at once

Nothing here imports a module of the package by its name: jobs are command lines, or what `import pygitobj` gives.
"""
