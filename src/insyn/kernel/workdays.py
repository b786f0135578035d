"""Which days people are at work in Sweden, and deadlines counted in such days. Pure."""

from datetime import date, timedelta

_SATURDAY = 6
_ONE_DAY = timedelta(days=1)
_FIXED = frozenset({(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)})
"""Month and day of the holidays that never move, and the eves when offices are closed."""
_FROM_EASTER = (-2, 1, 39)
"""Days from Easter Day to Good Friday, Easter Monday and Ascension Day."""
_MIDSUMMER = range(19, 26)
"""The days of June on one of which Midsummer Eve, a Friday, falls."""
_JUNE, _FRIDAY = 6, 5


def is_workday(day: date) -> bool:
    """Tell whether offices are open: no weekend, public holiday or the eve of a great one.

    Source: lag (1989:253) om allmänna helgdagar.
    """
    if day.isoweekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    if day.month == _JUNE and day.day in _MIDSUMMER and day.isoweekday() == _FRIDAY:
        return False
    return (day - easter(day.year)).days not in _FROM_EASTER


def after_workdays(start: date, count: int) -> date:
    """Return the workday that is so many workdays after the start; with 0 the first from it."""
    day = start
    while not is_workday(day):
        day += _ONE_DAY
    for _number in range(count):
        day += _ONE_DAY
        while not is_workday(day):
            day += _ONE_DAY
    return day


def easter(year: int) -> date:
    """Return Easter Day of the year in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    skew = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - skew + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
