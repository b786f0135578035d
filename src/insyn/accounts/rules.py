"""Rules about people and memberships. Pure."""

from datetime import date


def is_current(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Tell whether the day lies within the period; an open end has no limit."""
    return (valid_from is None or valid_from <= today) and (valid_to is None or today <= valid_to)


def safe_next(path: str) -> str:
    """Return the path if it leads within this system, else an empty string."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if inside else ""
