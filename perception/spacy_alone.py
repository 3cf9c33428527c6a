"""Imports spaCy without the deep-learning frameworks that it would pull in.

spaCy's array library, thinc, imports TensorFlow, torch and others wherever they are
installed, to be able to share arrays with them. We give it none, and beside Rasa that
import takes four seconds and hundreds of megabytes. A framework that is in use already,
as TensorFlow is inside Rasa, is left as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSED = ("tensorflow", "torch", "mxnet", "cupy", "h5py")


@contextmanager
def without(names: tuple[str, ...]) -> Iterator[None]:
    """Lets the import of each named package fail here, unless it is imported already.

    Nothing is left behind: afterwards the packages can be imported as ever.
    """
    hidden = [name for name in names if name not in sys.modules]
    # None in its place makes Python say that there is no such module.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name) is None:
                sys.modules.pop(name, None)


with without(UNUSED):
    import spacy
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

__all__ = ["Doc", "Matcher", "spacy"]
