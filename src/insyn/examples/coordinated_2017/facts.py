"""Reading the facts of a coordinated follow-up, and refusing those that cannot be built."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from insyn.kernel.errors import RuleViolation

Facts = Mapping[str, Any]
SHIPPED = Path(__file__).parent.parent / "data" / "coordinated_2017.json"
NEEDED = ("agreement", "report", "lot_assignment", "commitment_per_municipality", "follow_ups")
NEEDED_OF_FOLLOWUP = ("provider", "org_number", "lot", "made_by", "date")


def read_facts(path: Path | None = None) -> Facts:
    """Return the facts in the file, or the shipped ones of 2017.

    Raises:
        RuleViolation: the file cannot be read, is not JSON, or lacks something; the Swedish
            sentence says what and where.
    """
    file = path or SHIPPED
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except OSError as no:
        raise RuleViolation(f"Filen ”{file}” kan inte läsas.") from no
    except (UnicodeDecodeError, json.JSONDecodeError) as no:
        raise RuleViolation(f"Filen ”{file.name}” är inte JSON: {no}.") from no
    _check(facts)
    checked: Facts = facts
    return checked


def _check(facts: object) -> None:
    if not isinstance(facts, dict):
        raise RuleViolation("Filen ska vara ett JSON-objekt med fakta om en uppföljning.")
    missing = [key for key in NEEDED if key not in facts]
    if missing:
        raise RuleViolation(f"Fakta saknas: {', '.join(missing)}.")
    for number, followup in enumerate(facts["follow_ups"], 1):
        lacking = [key for key in NEEDED_OF_FOLLOWUP if not followup.get(key)]
        if lacking:
            raise RuleViolation(f"Uppföljning nummer {number} saknar {', '.join(lacking)}.")


def day(text: str | None) -> date | None:
    """Return the ISO date, or None when there is none."""
    return date.fromisoformat(text) if text else None


def year_of(facts: Facts) -> int:
    """Return the year in which the follow-ups were made."""
    return min(int(followup["date"][:4]) for followup in facts["follow_ups"])
