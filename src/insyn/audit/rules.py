"""How the links of the trail are forged. Pure: facts in, digest out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass

FIRST_LINK = "0" * 64
"""What the first event of a chain points back at."""

Facts = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Link:
    """What an event says, without the digest that seals it."""

    chain: int
    number: int
    at: str
    event: str
    actor: str
    origin: str
    secrecy: int
    subject: str
    subject_name: str
    facts: Facts
    previous: str


def digest(link: Link) -> str:
    """Return the SHA-256 digest (64 hex digits) of the event and of the digest before it."""
    text = json.dumps(astuple(link), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
