"""What an outsider types to repeat a draw. Only sha256sum and sort are needed."""

import shlex
from collections.abc import Iterable


def single_command(seed: str, key: str) -> str:
    """Return the command line that prints one ticket."""
    return f"printf '%s' {shlex.quote(f'{seed}:{key}')} | sha256sum"


def whole_command(seed: str, keys: Iterable[str]) -> str:
    """Return the lines that print every ticket with its key, lowest first."""
    quoted = " ".join(shlex.quote(key) for key in keys)
    return (
        f"for nyckel in {quoted}; do\n"
        f"  printf '%s' {shlex.quote(seed)}:\"$nyckel\" | sha256sum | tr -d '\\n'\n"
        "  printf '%s\\n' \"$nyckel\"\n"
        "done | LC_ALL=C sort"
    )
