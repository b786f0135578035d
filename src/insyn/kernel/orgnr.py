"""Swedish organisation numbers: tidy, check, show, mask.

Source: lag (1974:174) om identitetsbeteckning för juridiska personer m.fl.; the check digit
is the Luhn digit over the nine first.
"""

import re

LENGTH = 10
MIDDLE_AT_LEAST = 20
"""The third and fourth digits of a legal entity's number are at least 20."""


def tidy(raw: object) -> str:
    """Return the ten digits of a number typed in any usual way.

    Accepts text with or without dash and spaces, a whole number (also as a float, the way
    spreadsheets give it) and the twelve-digit form with the prefix 16.

    Raises:
        ValueError: it is not ten digits; the message is a Swedish sentence.
    """
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    digits = re.sub(r"[\s\u00a0\u2010-\u2015-]", "", str(raw))
    if len(digits) == LENGTH + 2 and digits.startswith("16"):
        digits = digits[2:]
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError("Organisationsnumret ska ha tio siffror, till exempel 556677-8899.")
    return digits


def is_valid(digits: str) -> bool:
    """Tell whether the tenth digit is the check digit of the nine before it."""
    total = 0
    for index, char in enumerate(digits):
        doubled = int(char) * (2 if index % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004  the digit sum
    return total % 10 == 0


def is_personal(digits: str) -> bool:
    """Tell whether it is a natural person's number (a sole trader): month below 20."""
    return int(digits[2:4]) < MIDDLE_AT_LEAST


def show(digits: str) -> str:
    """Return the number as people write it; a sole trader's last four digits are masked."""
    if len(digits) != LENGTH:
        return digits
    return f"{digits[:6]}-{'****' if is_personal(digits) else digits[6:]}"
