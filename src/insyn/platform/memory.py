"""What is done with memory where very many objects are made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """Leave the search for cycles out while very many objects are made that hold none.

    The search goes through all objects over and over, and would take a fifth of the time. What
    is no longer used is let go of at once, as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
