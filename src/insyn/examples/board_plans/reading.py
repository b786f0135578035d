"""Reading the facts of a board's plan, and refusing those that cannot be built."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from insyn.examples.board_plans import plan_2020, plan_2022_2024, plan_2024
from insyn.examples.board_plans.told import ToldPlan
from insyn.kernel.errors import RuleViolation

DATA = Path(__file__).parent.parent / "data"
READERS: Mapping[str, Callable[[Mapping[str, Any]], ToldPlan]] = {
    "plan_2020": plan_2020.read,
    "plan_2022_2024": plan_2022_2024.read,
    "plan_2024": plan_2024.read,
}
NAMES = tuple(READERS)


def read_plan(name: str, path: Path | None = None) -> ToldPlan:
    """Return the plan in the file, or the shipped one of that name.

    Raises:
        RuleViolation: the file cannot be read, is not JSON, or lacks something; the Swedish
            sentence says what and where.
    """
    file = path or DATA / f"{name}.json"
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except OSError as no:
        raise RuleViolation(f"Filen ”{file}” kan inte läsas.") from no
    except (UnicodeDecodeError, json.JSONDecodeError) as no:
        raise RuleViolation(f"Filen ”{file.name}” är inte JSON: {no}.") from no
    if not isinstance(facts, dict):
        raise RuleViolation("Filen ska vara ett JSON-objekt med fakta om en plan.")
    try:
        return READERS[name](facts)
    except KeyError as no:
        raise RuleViolation(f"Fakta saknas: {no.args[0]}.") from no
    except (TypeError, AttributeError, ValueError) as no:
        raise RuleViolation(f"Fakta har fel form för ”{name}”: {no}.") from no
