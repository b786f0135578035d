"""JSON text that is the same on every machine, in pieces, and the digest that seals it.

The text is that of ``json.dumps`` with sorted keys and an indent of one; it must never change,
for old records are sealed with it. Long lists of flat objects are written by the fast encoder,
a piece at a time, so that a record of a hundred thousand candidates takes neither time nor room.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

AT_A_TIME = 500
"""Objects in a piece."""

_SIMPLE = frozenset({str, int, float, bool, type(None)})
_PLAIN = json.JSONEncoder(ensure_ascii=False, indent=1, sort_keys=True)


def as_text(content: Mapping[str, Any]) -> str:
    """Return JSON text that is the same on every machine."""
    return "".join(pieces(content))


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 digest of the text."""
    digest = hashlib.sha256()
    for piece in pieces(content):
        digest.update(piece.encode())
    return digest.hexdigest()


class Sealing:
    """The text of a record with its digest last, for storing; sealed while it is read.

    The order of the names is of no matter to who reads JSON. ``digest`` is known when the text
    has been read to its end.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.digest = ""

    def __iter__(self) -> Iterator[str]:
        """Return the text of everything but a digest, which is counted on the way."""
        digest = hashlib.sha256()
        last = ""
        for piece in pieces(self.content):
            digest.update(piece.encode())
            yield last
            last = piece
        self.digest = digest.hexdigest()
        yield f'{last.removesuffix("}")}, "digest": "{self.digest}"}}'


def pieces(content: object, depth: int = 0) -> Iterator[str]:
    """Return the text of a value that stands so many objects deep."""
    pad = "\n" + " " * depth
    if isinstance(content, dict) and content and all(type(name) is str for name in content):
        before = "{"
        for name in sorted(content):
            yield f"{before}{pad} {_PLAIN.encode(name)}: "
            yield from pieces(content[name], depth + 1)
            before = ","
        yield f"{pad}}}"
    elif isinstance(content, list) and len(content) > 1 and _are_flat(content):
        yield from _flat(content, pad)
    else:
        yield _PLAIN.encode(content).replace("\n", pad)


def _are_flat(rows: Sequence[object]) -> bool:
    """Tell whether each is an object with something in it and nothing inside that."""
    return all(
        type(row) is dict and row and _SIMPLE.issuperset(map(type, row.values())) for row in rows
    )


def _flat(rows: Sequence[Mapping[str, Any]], pad: str) -> Iterator[str]:
    """Return the text of flat objects. A line feed stands between values, never inside one."""
    inner, outer = f",{pad}  ", f"{pad} "
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(inner, ": ")).encode
    between = f"{outer}}},{outer}{{{pad}  "
    before = "["
    for start in range(0, len(rows), AT_A_TIME):
        text = encode(rows[start : start + AT_A_TIME])[2:-2]
        yield f"{before}{outer}{{{pad}  {text.replace(f'}}{inner}{{', between)}{outer}}}"
        before = ","
    yield f"{pad}]"
