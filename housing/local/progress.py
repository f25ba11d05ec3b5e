"""What the terminal says while something is under way: one line per step, with its time."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 56


class Problem(Exception):  # noqa: N818
    """Something the reader can remedy; the message says what is wrong and what to do."""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print `text` at once and the seconds it took when the block has ended well."""
    begun = time.monotonic()
    sys.stdout.write(f"  {text} ".ljust(WIDTH, "."))
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        print(" stopped", flush=True)
        raise
    print(f" {time.monotonic() - begun:5.1f} s", flush=True)


def say(text: str) -> None:
    """Print a line of its own."""
    print(text, flush=True)


def complain(problem: Exception | str) -> None:
    """Print what is wrong, so that it stands out and reaches the error stream."""
    sys.stdout.flush()
    print(f"\nThis did not work.\n{problem}\n", file=sys.stderr, flush=True)
