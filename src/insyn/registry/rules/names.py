"""How names are sorted, searched and compared. Pure."""

import re
import unicodedata

_SWEDISH = {"å": "\ue000", "ä": "\ue001", "æ": "\ue001", "ö": "\ue002", "ø": "\ue002"}
"""Signs of private use: they stand after every letter and are part of no other key."""

LONGEST_NAME = 200
LONGEST_KEY = 2 * LONGEST_NAME
"""A letter becomes at most two; longer expansions (such as a ligature) are cut."""


def sort_key(name: str) -> str:
    """Return a key whose byte order is Swedish order: å, ä and ö after z, case and accents even.

    A part of a name is a part of its key, so the same key serves for searching.
    """
    folded = unicodedata.normalize("NFC", " ".join(name.split())).casefold()
    return "".join(_SWEDISH.get(char) or _without_accent(char) for char in folded)[:LONGEST_KEY]


def _without_accent(char: str) -> str:
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare.casefold() or char


def spelling_key(name: str) -> str:
    """Return the name with case and spaces evened out, to compare spellings with."""
    return " ".join(name.casefold().split())


def number_searched(text: str) -> str:
    """Return the digits of a text that looks like the beginning of an organisation number.

    At least three digits, dashes and spaces apart, a prefix of 16 before ten more left out;
    otherwise an empty string.
    """
    digits = re.sub(r"[\s\u2010-\u2015-]", "", text)
    if not re.fullmatch(r"[0-9]{3,12}", digits):
        return ""
    return digits[2:] if len(digits) == LONGEST_NUMBER and digits.startswith("16") else digits


LONGEST_NUMBER = 12
"""Digits of an organisation number with its prefix."""
