"""What a process that is being measured says and settles about itself."""

from __future__ import annotations

import os
import resource


def most_memory_mb() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stay_on_one_core() -> None:
    """Keeps the process, and each it starts, on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
