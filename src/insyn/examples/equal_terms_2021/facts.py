"""Reading the facts of equal terms, and refusing those that cannot be built."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insyn.coordination.rules import DistrictMethod
from insyn.kernel.errors import RuleViolation
from insyn.registry.rules import Law

Facts = Mapping[str, Any]
SHIPPED = Path(__file__).parent.parent / "data" / "equal_terms_2021.json"
NEEDED = (
    "actors", "scope", "model", "methods", "private", "in_house", "contracted_out", "schools",
    "yearly_tasks", "aims",
)  # fmt: skip
TEXTS = {
    "model": "Modell",
    "private": "Privata utförare",
    "in_house": "Egen regi",
    "contracted_out": "Entreprenader",
    "schools": "Skolor",
}
"""What stands in the text of the instruction, under which heading."""
SAME = ", the same requirements"
_OTHER = re.compile(r"(?P<administration>.+) \((?P<service>.+) in schools\)")

# The source names no areas. These are ordinary ones under the two laws; each says of which
# branch it is, by its place in the facts.
CANDIDATES: tuple[tuple[str, Law, int], ...] = (
    ("ktt", Law.LSS, 0),
    ("boendestod", Law.SOL, 1),
    ("daglig-verksamhet", Law.LSS, 0),
    ("ledsagning", Law.BOTH, 0),
    ("korttidsvistelse", Law.LSS, 0),
    ("bostad-vuxna", Law.BOTH, 0),
    ("bostad-vuxna", Law.BOTH, 1),
    ("boendestod", Law.SOL, 0),
    ("ledsagning", Law.BOTH, 1),
    ("personlig-assistans", Law.LSS, 0),
    ("boende-vuxna", Law.SOL, 1),
    ("bostad-barn", Law.LSS, 0),
)


@dataclass(frozen=True, slots=True)
class School:
    """Whose schools give a service that the coordinator follows up."""

    administration: str
    service: str


def read_facts(path: Path | None = None) -> Facts:
    """Return the facts in the file, or the shipped ones of 2021.

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
        raise RuleViolation("Filen ska vara ett JSON-objekt med fakta om likställd uppföljning.")
    missing = [key for key in NEEDED if not facts.get(key)]
    if missing:
        raise RuleViolation(f"Fakta saknas: {', '.join(missing)}.")
    methods_of(facts)
    areas_of(facts)
    schools_of(facts)
    coordinator_of(facts)


def coordinator_of(facts: Facts) -> tuple[str, str]:
    """Return the coordinator's administration and board.

    Raises:
        RuleViolation: they are not written as ”förvaltning / nämnd”.
    """
    said = [part.strip() for part in str(facts["actors"]["coordinator"]).split("/")]
    if len(said) != len(("förvaltning", "nämnd")) or not all(said):
        raise RuleViolation("Skriv samordnaren som ”förvaltning / nämnd”.")
    return said[0], said[1]


def methods_of(facts: Facts) -> list[DistrictMethod]:
    """Return the methods in the order of the facts.

    Raises:
        RuleViolation: one of them is not known.
    """
    known = {method.label.casefold(): method for method in DistrictMethod}
    for said in facts["methods"]:
        if said.casefold() not in known:
            raise RuleViolation(f"Metoden ”{said}” är inte känd. Kända: {', '.join(known)}.")
    return [known[said.casefold()] for said in facts["methods"]]


def areas_of(facts: Facts) -> list[tuple[str, str]]:
    """Return the code and the branch of as many areas as the facts say.

    Raises:
        RuleViolation: there are not so many areas under those laws.
    """
    scope = facts["scope"]
    branches, laws = scope["branches"], set(scope["laws"])
    fitting = [
        (code, branches[place % len(branches)])
        for code, law, place in CANDIDATES
        if set(law.label.split(" och ")) <= laws
    ]
    found = list(dict.fromkeys(fitting))
    wanted = scope["lov_areas"]
    if not isinstance(wanted, int) or not 1 <= wanted <= len(found):
        raise RuleViolation(f"Antalet områden ska vara 1–{len(found)} med de lagarna.")
    return found[:wanted]


def schools_of(facts: Facts) -> list[School]:
    """Return whose schools give a service.

    Raises:
        RuleViolation: one is not written as ”förvaltning (insats in schools)”.
    """
    found = []
    for said in facts["actors"].get("others", ()):
        match = _OTHER.fullmatch(said)
        if match is None:
            raise RuleViolation(f"”{said}” ska skrivas ”förvaltning (insats in schools)”.")
        found.append(School(match["administration"], match["service"]))
    return found


def requirements_of(facts: Facts) -> tuple[str, str, bool]:
    """Return what the two papers are called, and whether they make the same demands."""
    told = facts["scope"]["requirements"]
    return told["private"], told["in_house"].removesuffix(SAME), told["in_house"].endswith(SAME)


def instruction_text(facts: Facts) -> str:
    """Return the text of the instruction: each heading on a line, its text on the next."""
    parts = [f"Stadsdelar\n{facts['actors']['districts']}"]
    parts += [f"{heading}\n{facts[key]}" for key, heading in TEXTS.items()]
    parts.append("Mål\n" + "\n".join(facts["aims"]))
    return "\n\n".join(parts)
