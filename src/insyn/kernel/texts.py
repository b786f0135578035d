"""What must not be written in free text: personal numbers. Pure."""

import re
from datetime import date

_NUMBER = re.compile(
    r"(?<![\d-])(?P<century>18|19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<sign>[-+–]| [-+–] ?)?(?P<birth>\d{3})(?P<check>\d)(?!\d)"
)
COORDINATION = 60
"""What is added to the day of birth in a coordination number (samordningsnummer)."""

PERSONAL_NUMBER = (
    "Texten ser ut att innehålla ett personnummer: {shown}. Ta bort det. Skriv aldrig namn eller "
    "personnummer på enskilda här."
)


def personal_number_problem(text: str) -> str:
    """Return why the text cannot be kept, in Swedish, if it holds a personal number; else empty.

    A number with its century counts whatever its check digit says: a slip of the pen points at
    somebody too. One without must have the right check digit, so that telephone and case
    numbers pass. The sentence shows only the date of birth.
    Source: dataskyddslagen (2018:218) 3 kap. 10 §.
    """
    found = next((match for match in _NUMBER.finditer(text) if _is_personal(match)), None)
    if found is None:
        return ""
    shown = f"{found['century'] or ''}{found['year']}{found['month']}{found['day']}-••••"
    return PERSONAL_NUMBER.format(shown=shown)


def _is_personal(match: re.Match[str]) -> bool:
    day = int(match["day"])
    day -= COORDINATION if day > COORDINATION else 0
    try:
        date(int(f"{match['century'] or '20'}{match['year']}"), int(match["month"]), day)
    except ValueError:
        return False
    return bool(match["century"]) or _has_right_check_digit(match)


def _has_right_check_digit(match: re.Match[str]) -> bool:
    digits = match["year"] + match["month"] + match["day"] + match["birth"] + match["check"]
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
