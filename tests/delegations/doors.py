from insyn.delegations.models import Delegation, DelegationReport
from insyn.delegations.rules import Matter
from insyn.kernel.access import Role
from tests.doors import FORBIDDEN, OPEN, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."


def right(world):
    row, _made = Delegation.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        matter=Matter.PENALTY,
        defaults={"role": Role.DECISION_MAKER, "clause": "4.2", "valid_from": DAY},
    )
    return {"pk": row.pk}


def report(world):
    row, _made = DelegationReport.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        defaults={"reported_on": DAY, "word": world.document, "pdf": world.document},
    )
    return {"pk": row.pk}


DOORS = {
    "delegations:order": Door(cilla=OPEN, system_admin=OPEN),
    "delegations:add": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "delegations:change": Door(bo=FORBIDDEN, kwargs=right),
    "delegations:end": Door(bo=FORBIDDEN, kwargs=right),
    "delegations:decisions": Door(cilla=OPEN, system_admin=OPEN),
    "delegations:reports": Door(cilla=OPEN, system_admin=OPEN),
    "delegations:report": Door(kwargs=report),
}
