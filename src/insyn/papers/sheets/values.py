"""What a single cell may say: texts, numbers, yes and no, choices, lists.

Each function returns the value or raises ``Unfit`` with a Swedish sentence.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from insyn.kernel import orgnr
from insyn.papers.sheets.cells import Cell, Unfit, plain_text
from insyn.papers.text import tidy as tidy_lines

MISSING = "Värde saknas."
TOO_MANY_DIGITS = "Talet har fler än 15 siffror. Kontrollera det."
CHOICES_NAMED = 10
"""Allowed values that a sentence lists."""

SURE_DIGITS = 15
"""A spreadsheet keeps no more digits of a number."""

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
    "|[\ud800-\udfff]"
)
_FORMULA_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|SAKNAS!|REFERENS!|VÄRDEFEL!"
    r"|DIVISION/0!|NAMN\?|OGILTIGT!|SKÄRNING!)",
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"\n{3,}")
_TELEPHONE = re.compile(r"\+\d[\d ()/-]*", re.ASCII)
_UNIT = re.compile(r"(?:kr|kronor|sek|:-|,-)$")
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d+[.,]\d+", re.ASCII)
_DOTTED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d+)?", re.ASCII)

YES = frozenset({"ja", "j", "x", "1", "sant", "true", "yes"})
NO = frozenset({"nej", "n", "0", "falskt", "false", "no"})


def tidy(cell: Cell) -> str:
    """Return the cell's text on one line, single spaces, nothing invisible.

    Raises:
        Unfit: nothing is left, or the cell shows a formula error such as #N/A.
    """
    shown = cell if isinstance(cell, str) else plain_text(cell)
    text = " ".join(shown.split())
    if not text.isprintable():
        text = " ".join(_INVISIBLE.sub("", text).split())
    if not text:
        raise Unfit(MISSING)
    if text[0] == "#" and _FORMULA_ERROR.fullmatch(text):
        raise Unfit(f"Cellen visar ett formelfel ({text}). Skriv in värdet.")
    return shown if text == shown else text  # the same object: a large file is not held twice


def parse_text(cell: Cell, max_length: int, *, takes_signs: bool = False) -> str:
    """Return the tidied text, at most ``max_length`` characters; a formula is refused.

    With ``takes_signs`` a text may begin as a formula does. It is a text all the same: every
    file that we write guards it.
    """
    text = tidy(cell)
    if text[0] in "=+@" and not (takes_signs or _TELEPHONE.fullmatch(text)):
        raise Unfit(f"Texten börjar med ”{text[0]}” som en formel. Skriv texten utan det tecknet.")
    return _short_enough(text, max_length)


def _short_enough(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise Unfit(f"Texten har {len(text)} tecken. Högst {max_length} får plats.")
    return text


def parse_long_text(cell: Cell, max_length: int) -> str:
    """Return the text with its line breaks, none of them double more than once.

    Raises:
        Unfit: it is longer than ``max_length``, nothing is left, or the cell shows an error.
    """
    text = even_lines(cell if isinstance(cell, str) else plain_text(cell))
    if not text:
        raise Unfit(MISSING)
    if text[0] == "#" and _FORMULA_ERROR.fullmatch(text):
        raise Unfit(f"Cellen visar ett formelfel ({text}). Skriv in värdet.")
    return _short_enough(text, max_length)


def even_lines(raw: str) -> str:
    """Return the text without invisible signs, spaces at line ends and piled-up empty lines."""
    text = tidy_lines(raw)
    lines = (_INVISIBLE.sub("", line).rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def parse_organisation_number(cell: Cell) -> str:
    """Return ten digits. The check digit is not asked about here."""
    if cell is None:
        raise Unfit(MISSING)
    try:
        return orgnr.tidy(cell)
    except ValueError as error:
        raise Unfit(str(error)) from None


def remark_on_organisation_number(value: object) -> str | None:
    """Return a sentence when the check digit is wrong. Such numbers are taken in all the same."""
    if orgnr.is_valid(str(value)):
        return None
    return "Kontrollsiffran stämmer inte. Jämför organisationsnumret med Bolagsverkets register."


def parse_integer(cell: Cell, lowest: int | None, highest: int | Decimal | None) -> int:
    """Return a whole number within the bounds."""
    number = _number(cell, "ett heltal", "till exempel 12")
    if number != number.to_integral_value():
        raise Unfit(f"{plain_text(cell)} är inte ett heltal. Skriv talet utan decimaler.")
    _require_between(number, lowest, highest)
    return int(number)


def parse_decimal(
    cell: Cell, lowest: int | None, highest: int | Decimal | None, *, decimals: int | None = None
) -> Decimal:
    """Return a number written the Swedish way (1 495,50) or as a number cell, without its unit."""
    number = _number(cell, "ett tal", "till exempel 1 495,50")
    _require_between(number, lowest, highest)
    if decimals is not None and number != round(number, decimals):
        raise Unfit(f"Talet har fler än {decimals} decimaler. Avrunda det.")
    return number


def _number(cell: Cell, noun: str, example: str) -> Decimal:
    if isinstance(cell, bool | date):
        raise Unfit(f"”{plain_text(cell)}” är inte {noun}. Skriv med siffror, {example}.")
    if isinstance(cell, int | float) and cell - cell == 0:
        return _sure(Decimal(cell) if isinstance(cell, int) else Decimal(f"{cell:.15g}"))
    text = tidy(cell)
    number = text.casefold().replace("\u2212", "-").replace("'", "")
    number = _UNIT.sub("", number).strip()
    if _GROUPED.fullmatch(number):
        number = _SPACES.sub("", number)
    if _DOTTED.fullmatch(number):
        number = _without_dots(number)
    if not (_WHOLE.fullmatch(number) or _FRACTION.fullmatch(number)):
        raise Unfit(f"Värdet är inte {noun}. Skriv med siffror, {example}.")
    return _sure(Decimal(number.replace(",", ".")))


def _without_dots(number: str) -> str:
    if number.count(".") == 1 and "," not in number:
        whole, thousands = number.split(".")
        raise Unfit(
            f"{number} kan läsas på två sätt. Skriv {whole}{thousands} eller {whole},{thousands}."
        )
    return number.replace(".", "")


def _sure(number: Decimal) -> Decimal:
    if number.adjusted() >= SURE_DIGITS or len(number.as_tuple().digits) > 2 * SURE_DIGITS:
        raise Unfit(TOO_MANY_DIGITS)
    return number


def _require_between(number: Decimal, lowest: int | None, highest: int | Decimal | None) -> None:
    if lowest is not None and number < lowest:
        raise Unfit(f"Talet är för litet. Det ska vara minst {lowest}.")
    if highest is not None and number > highest:
        raise Unfit(f"Talet är för stort. Det ska vara högst {highest}.")


def parse_yes_no(cell: Cell) -> bool:
    """Return the answer: Ja, J, X, 1 and SANT are yes; Nej, N, 0 and FALSKT are no."""
    if isinstance(cell, bool):
        return cell
    word = tidy(cell).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unfit("Värdet är varken ja eller nej. Skriv Ja eller Nej.")


def parse_choice(cell: Cell, codes: Mapping[str, str], labels: tuple[str, ...]) -> str:
    """Return the code of an allowed value; ``codes`` is keyed by labels in lower case."""
    text = tidy(cell)
    code = codes.get(text.casefold())
    if code is None:
        raise Unfit(_not_allowed(text, labels))
    return code


def _not_allowed(text: str, labels: tuple[str, ...]) -> str:
    near = get_close_matches(text[:100], labels, n=1, cutoff=0.75)
    if near:
        return f"Värdet finns inte bland de tillåtna. Menade du ”{near[0]}”?"
    named = ", ".join(labels[:CHOICES_NAMED])
    more = " med flera" if len(labels) > CHOICES_NAMED else ""
    return f"Värdet finns inte bland de tillåtna: {named}{more}."


def parse_list(
    cell: Cell, separator: str, max_length: int, *, takes_signs: bool = False
) -> tuple[str, ...]:
    """Return the parts between the separators, each a tidy text, none twice."""
    text = tidy(cell)
    parts = _quoted_parts(text, separator) if '"' in text else text.split(separator)
    found = dict.fromkeys(
        parse_text(part, max_length, takes_signs=takes_signs) for part in parts if part.strip()
    )
    if not found:
        raise Unfit(MISSING)
    return tuple(found)


def join_list(parts: Iterable[str], separator: str) -> str:
    """Return the parts as one cell that ``parse_list`` takes apart again.

    A part that holds the separator, or begins with a quotation mark, is put in quotation marks.
    """
    return f"{separator} ".join(
        '"' + part.replace('"', '""') + '"' if separator in part or part.startswith('"') else part
        for part in parts
    )


def _quoted_parts(text: str, separator: str) -> list[str]:
    """Take a list apart where parts may stand in quotation marks, doubled inside."""
    pattern = rf'\s*(?:"((?:[^"]|"")*)"|([^{separator}]*))\s*(?:{separator}|$)'
    return [
        found[1].replace('""', '"') if found[1] is not None else found[2]
        for found in re.finditer(pattern, text)
    ]
