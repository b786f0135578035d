"""The ticket of a lottery that anybody can repeat, with any tool, on any machine. Pure.

Nothing here is random. A ticket is the SHA-256 digest, in hexadecimal, of the text
``<seed>:<key>`` in UTF-8, and lower tickets come first. Who knows the seed and the keys gets
the same order with ``printf '%s' '<seed>:<key>' | sha256sum``.
"""

import hashlib
import unicodedata
from collections.abc import Iterable

from insyn.kernel.errors import RuleViolation

SEED_LENGTH = 60
_SEED_SIGNS = frozenset(" -/.,:_+")


def ticket(seed: str, key: str) -> str:
    """Return the 64 hexadecimal digits that decide the order; lower comes first."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def drawn(seed: str, keys: Iterable[str], count: int) -> list[str]:
    """Return the first ``count`` of the keys in the order of their tickets."""
    return sorted(set(keys), key=lambda key: (ticket(seed, key), key))[:count]


def checked_seed(raw: str) -> str:
    """Return the seed without spaces around it, in one spelling (NFC).

    Raises:
        RuleViolation: it is empty, too long, or has a sign that is hard to copy exactly.
    """
    seed = unicodedata.normalize("NFC", raw).strip()
    if not seed:
        raise RuleViolation("Skriv ett frö, till exempel dagens datum och ärendets diarienummer.")
    if len(seed) > SEED_LENGTH:
        raise RuleViolation(f"Fröet får ha högst {SEED_LENGTH} tecken. Korta det.")
    odd = sorted({sign for sign in seed if not (sign.isalnum() or sign in _SEED_SIGNS)})
    if odd:
        raise RuleViolation(
            f"Fröet får bara ha bokstäver, siffror, mellanslag och tecknen - / . , : _ +. "
            f"Ta bort ”{odd[0] if odd[0].isprintable() else 'ett osynligt tecken'}”."
        )
    return seed
