"""What is told of a provider in a publication, as plain data, and its fingerprint. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insyn.kernel import orgnr
from insyn.publication.rules.suppression import LEAST

FORMAT = "1"
"""The version of the form of the data. It is raised when a field changes meaning or goes."""


@dataclass(frozen=True, slots=True)
class ToldArea:
    """How one area of a follow-up was assessed."""

    name: str
    level: str


@dataclass(frozen=True, slots=True)
class ToldFollowup:
    """What a follow-up came to: assessments and counts, never what anybody wrote in it."""

    followed_up_on: date
    kind: str
    areas: Sequence[ToldArea] = ()
    found: int = 0
    remedied: int = 0
    plan: str = ""


@dataclass(frozen=True, slots=True)
class ToldService:
    """A provider in one service area. ``places`` is None when it is not known for all units."""

    key: int
    name: str
    number: str
    is_sole_trader: bool
    operating_form: str
    area_code: str
    area_name: str
    units: Sequence[str] = ()
    places: int | None = None
    followups: Sequence[ToldFollowup] = ()
    sentence: str = ""
    sentence_en: str = ""
    replies: int = 0
    """Persons who have answered questions about the care."""

    @property
    def is_small(self) -> bool:
        """Tell whether so few can get care here that a result would be about them."""
        return self.places is not None and self.places < LEAST


def content_of(service: ToldService, *, replies: int | None) -> dict[str, Any]:
    """Return the provider's line as it is frozen. ``replies`` None: withheld, or not asked."""
    told = [_followup(one, is_small=service.is_small) for one in service.followups]
    return {
        "provider": {
            "id": service.key,
            "name": service.name,
            "organisation_number": _number(service),
            "operating_form": service.operating_form,
        },
        "service_area": {"code": service.area_code, "name": service.area_name},
        "units": list(service.units),
        "results_withheld": service.is_small and bool(told),
        "followups": told,
        "board_sentence": {"sv": service.sentence, "en": service.sentence_en},
        "replies": replies,
    }


def _number(service: ToldService) -> str | None:
    """Return the organisation number; a sole trader's is a personal number and never told."""
    if service.is_sole_trader or not service.number or orgnr.is_personal(service.number):
        return None
    return service.number


def _followup(one: ToldFollowup, *, is_small: bool) -> dict[str, Any]:
    known: dict[str, Any] = {"date": one.followed_up_on.isoformat(), "kind": one.kind}
    if is_small:
        return known
    return {
        **known,
        "areas": [{"name": area.name, "level": area.level} for area in one.areas],
        "deficiencies_found": one.found,
        "deficiencies_remedied": one.remedied,
        "action_plan": one.plan,
    }


def summary_of(contents: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the sums by service area and operating form, of what the lines themselves show.

    A line whose results are withheld counts as a provider that was followed up and adds nothing
    else, so the sums less the other lines say nothing of it.
    """
    sums: dict[tuple[str, str, str], dict[str, int]] = {}
    for line in contents:
        area, form = line["service_area"], line["provider"]["operating_form"]
        row = sums.setdefault(
            (area["name"], area["code"], form),
            {"providers": 0, "followed_up": 0, "found": 0, "remedied": 0},
        )
        row["providers"] += 1
        row["followed_up"] += bool(line["followups"])
        for followup in line["followups"]:
            row["found"] += followup.get("deficiencies_found", 0)
            row["remedied"] += followup.get("deficiencies_remedied", 0)
    return [
        {"area": name, "area_code": code, "operating_form": form, **row}
        for (name, code, form), row in sorted(sums.items())
    ]


def fingerprint(content: object) -> str:
    """Return a checksum of the content that is the same wherever it is computed."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
