"""Text as every renderer can take it."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Control characters end a Word paragraph or an XML file, half surrogates and noncharacters
# cannot be stored, and direction marks let a text be read in another order than it was written.
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    f"\ufdd0-\ufdef{_NONCHARACTERS}]"
)


def tidy(text: str) -> str:
    """Return the text composed (NFC), with newline as its only line break and spaces for tabs.

    Control characters, half surrogates, noncharacters and direction marks are left out.
    Tidying twice gives the same as tidying once.
    """
    lines = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", lines))


def one_line(text: str) -> str:
    """Return the tidied text on one line, for headings, titles and file properties."""
    return " ".join(tidy(text).split("\n"))
