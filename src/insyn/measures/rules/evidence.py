"""What may stand in a package of evidence, and what its files are called. Pure."""

import re
from collections.abc import Iterable
from datetime import date

from insyn.kernel.access import Secrecy

MOST_BYTES = 200 << 20
"""The papers of a package, together, before they are packed: 200 MB."""

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package, so that the same papers give the same package."""

SUMMARY_NAME = "Sammanfattning.docx"
ROWS_NAME = "Underlag.xlsx"
STEM_LENGTH = 100
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def may_be_in(levels: Iterable[int]) -> bool:
    """Tell whether a paper may leave the board: never one about a client or a guarded one.

    ``levels`` are those of the paper and of everything that it belongs to.
    """
    return max(levels) <= Secrecy.INTERNAL


def paper_name(number: int, dated_on: date, title: str, extension: str) -> str:
    """Return the name of a paper in the package: its number, its day and its title."""
    plain = " ".join(_UNFIT.sub(" ", title).split())[:STEM_LENGTH].strip(" .")
    return f"Handlingar/{number:03d} {dated_on.isoformat()} {plain or 'handling'}.{extension}"


def short(text: str, most: int = 300) -> str:
    """Return the text on one line, cut at a whole word when it is long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[: most - 1].rsplit(' ', 1)[0]} …"
