"""Text from outside, made fit to store: one way to write each letter, nothing invisible."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\\0-\\x08\\x0e-\\x1f\\x7f-\\x9f"  # control characters but tab and new line
    "\u00ad\u200b\u200e\u200f\u2060\ufeff"  # signs without width: soft hyphens and the like
    "\u202a-\u202e\u2066-\u2069"  # signs that turn the direction of the text
    "\ud800-\udfff\ufffe\uffff]"  # half letters and letters that do not exist
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")


def tidy_text(raw: str) -> str:
    """Return the text in NFC with plain line ends, at most one empty line in a row.

    Invisible characters go, and so does white space at the ends of the text and its lines.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", raw)))
    lines = (line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def tidy_line(raw: str) -> str:
    """Return the text on one line, with one space between words."""
    return _SPACES.sub(" ", tidy_text(raw)).strip()
