from typing import Any

from tests.doors import HIDDEN, OPEN, POST_ONLY, Door
from tests.findings.doors_fact_check import comment
from tests.world import World

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}
EVERYBODY: dict[str, Any] = dict.fromkeys(
    ("anna", "bo", "cilla", "system_admin", "contact", "dag"), POST_ONLY
)


def of_check(world: World) -> dict[str, int]:
    return {"pk": comment(world).passage.fact_check_id}


def of_passage(world: World) -> dict[str, int]:
    return {"pk": comment(world).passage_id}


def of_comment(world: World) -> dict[str, int]:
    return {"pk": comment(world).pk}


def of_file(world: World) -> dict[str, int]:
    row = comment(world)
    row.documents.add(world.document)
    return {"pk": row.pk, "document_pk": world.document.pk}


DOORS = {
    "provider_portal:carried_out": Door(kwargs=lambda w: {"pk": w.action.pk}, **MINE),
    "provider_portal:fact_check": Door(kwargs=of_check, **MINE),
    "provider_portal:fact_check_hand_in": Door(kwargs=of_check, **EVERYBODY),
    "provider_portal:fact_check_accept": Door(kwargs=of_check, **EVERYBODY),
    "provider_portal:fact_check_comment": Door(kwargs=of_passage, **MINE),
    "provider_portal:fact_check_dispute": Door(kwargs=of_comment, **MINE),
    "provider_portal:fact_check_file": Door(kwargs=of_file, **MINE),
}
