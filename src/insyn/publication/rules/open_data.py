"""The published results as open data: one schema, JSON and flat rows. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from insyn.publication.rules.content import FORMAT

COLUMNS = (
    "publication_id",
    "period_start",
    "period_end",
    "provider_id",
    "provider_name",
    "organisation_number",
    "operating_form",
    "service_area_code",
    "service_area",
    "units",
    "followup_date",
    "followup_kind",
    "area",
    "level",
    "deficiencies_found",
    "deficiencies_remedied",
    "action_plan",
    "results_withheld",
    "board_sentence_sv",
    "board_sentence_en",
    "replies",
)
"""The columns of the CSV file. English names, which do not change within a version."""

Line = Mapping[str, Any]


def flat_rows(head: Mapping[str, str], lines: Iterable[Line]) -> Iterator[dict[str, str]]:
    """Return a row for each assessed area; one for a follow-up or provider without any."""
    for line in lines:
        base = {**head, **_provider(line)}
        for followup in line["followups"] or [{}]:
            seen = _followup(followup)
            for area in followup.get("areas") or [{}]:
                yield {
                    **base,
                    **seen,
                    "area": area.get("name", ""),
                    "level": area.get("level", ""),
                }


def _provider(line: Line) -> dict[str, str]:
    provider, area = line["provider"], line["service_area"]
    return {
        "provider_id": str(provider["id"]),
        "provider_name": provider["name"],
        "organisation_number": provider["organisation_number"] or "",
        "operating_form": provider["operating_form"],
        "service_area_code": area["code"],
        "service_area": area["name"],
        "units": " | ".join(line["units"]),
        "results_withheld": "true" if line["results_withheld"] else "false",
        "board_sentence_sv": line["board_sentence"]["sv"],
        "board_sentence_en": line["board_sentence"]["en"],
        "replies": "" if line["replies"] is None else str(line["replies"]),
    }


def _followup(followup: Line) -> dict[str, str]:
    return {
        "followup_date": followup.get("date", ""),
        "followup_kind": followup.get("kind", ""),
        "deficiencies_found": str(followup.get("deficiencies_found", "")),
        "deficiencies_remedied": str(followup.get("deficiencies_remedied", "")),
        "action_plan": followup.get("action_plan", ""),
    }


_TEXT, _DATE, _COUNT = {"type": "string"}, {"type": "string", "format": "date"}, {
    "type": "integer", "minimum": 0,
}  # fmt: skip
_MAYBE_TEXT, _MAYBE_COUNT = {"type": ["string", "null"]}, {"type": ["integer", "null"]}
_BOTH = {"type": "object", "properties": {"sv": _TEXT, "en": _TEXT}, "required": ["sv", "en"]}


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


def schema(address: str) -> dict[str, object]:
    """Return the JSON Schema of the data."""
    followup = {
        "type": "object",
        "description": "Without areas, counts and plan when results_withheld is true.",
        "properties": {
            "date": _DATE,
            "kind": _TEXT,
            "areas": _list(_object(name=_TEXT, level=_TEXT)),
            "deficiencies_found": _COUNT,
            "deficiencies_remedied": _COUNT,
            "action_plan": {"enum": ["", "requested", "approved"]},
        },
        "required": ["date", "kind"],
    }
    line = _object(
        provider=_object(
            id={"type": "integer"}, name=_TEXT, organisation_number=_MAYBE_TEXT,
            operating_form=_TEXT,
        ),
        service_area=_object(code=_TEXT, name=_TEXT),
        units=_list(_TEXT),
        results_withheld={"type": "boolean"},
        followups=_list(followup),
        board_sentence=_BOTH,
        replies={**_MAYBE_COUNT, "description": "Persons who answered; null: not told."},
    )  # fmt: skip
    about = _object(
        id={"type": "integer"}, authority=_TEXT, municipality=_TEXT, title=_BOTH, text=_BOTH,
        period_start=_DATE, period_end=_DATE, data_as_of=_DATE, published=_DATE, edition=_COUNT,
        correction=_BOTH, licence=_TEXT, fingerprint=_TEXT,
    )  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Published results of follow-ups of social care",
        **_object(
            format={"const": FORMAT},
            publication=about,
            providers=_list(line),
            replies=_object(
                all=_MAYBE_COUNT,
                by_service_area=_list(_object(code=_TEXT, replies=_MAYBE_COUNT)),
            ),
        ),
    }
