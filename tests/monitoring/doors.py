"""Who the pages about register checks open for. Providers are public facts, shared by all."""

import hashlib
from typing import Any

from insyn.monitoring.models import CheckList
from insyn.monitoring.rules import BundleStage, ListSource
from insyn.platform import clock
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."
CONTENT = b"orgnr;f_skatt\n5566778899;ja\n"


def provider(world) -> dict[str, int]:
    return {"pk": world.provider.pk}


def board(world) -> dict[str, int]:
    return {"authority_pk": world.authority.pk}


def bundle(world) -> dict[str, object]:
    return {**board(world), "stage": BundleStage.YEARLY.value}


def waiting(world) -> dict[str, int]:
    row, _made = CheckList.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        source=ListSource.TAX,
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        defaults={
            "file_name": "svar.csv",
            "content": CONTENT,
            "told_on": DAY,
            "started_at": clock.now(),
        },
    )
    return {"pk": row.pk}


WORKERS: dict[str, Any] = {"bo": FORBIDDEN, "cilla": OPEN, "system_admin": FORBIDDEN}
"""Pages with nothing of anybody's in them: those who check registers open their own."""
BUTTON: dict[str, Any] = dict.fromkeys(("anna", "bo", "cilla", "system_admin"), POST_ONLY)

DOORS = {
    "monitoring:list": Door(cilla=OPEN, system_admin=OPEN),
    "monitoring:new": Door(**WORKERS),
    "monitoring:bulk": Door(**WORKERS),
    "monitoring:due": Door(**WORKERS),
    "monitoring:bundles": Door(**WORKERS),
    "monitoring:bundle_edit": Door(bo=FORBIDDEN, kwargs=bundle),
    "monitoring:check_lists": Door(**WORKERS),
    "monitoring:check_list_new": Door(**WORKERS),
    "monitoring:check_list": Door(bo=404, kwargs=waiting),
    "monitoring:check_list_columns": Door(**BUTTON, kwargs=waiting),
    "monitoring:check_list_finish": Door(**BUTTON, kwargs=waiting),
    "monitoring:check_list_discard": Door(bo=404, kwargs=waiting),
    "monitoring:fetching": Door(**WORKERS),
    "monitoring:fetch_edit": Door(bo=FORBIDDEN, kwargs=board),
    "monitoring:kolada": Door(cilla=OPEN, system_admin=OPEN),
    "monitoring:detail": Door(kwargs=lambda world: {"pk": world.check.pk}),
    "monitoring:of_provider": Door(cilla=OPEN, system_admin=OPEN, kwargs=provider),
    "monitoring:note": Door(**WORKERS, kwargs=provider),
    "monitoring:indications": Door(**WORKERS, kwargs=provider),
}
