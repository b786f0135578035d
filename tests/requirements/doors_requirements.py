"""The addresses of requirements, packs, quality areas and promises."""

from insyn.requirements.models import BidPromise, RequirementVersion
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import (
    QualityAreaFactory,
    RequirementFactory,
    RequirementPackFactory,
    RequirementVersionFactory,
)
from tests.world import World


def wording(world: World) -> RequirementVersion:
    row = RequirementFactory.create(authority=world.authority, agreement=world.agreement)
    return RequirementVersionFactory.create(requirement=row)


def requirement(world: World) -> dict[str, int]:
    return {"pk": wording(world).requirement_id}


def version(world: World) -> dict[str, int]:
    return {"pk": wording(world).pk}


def agreement(world: World) -> dict[str, int]:
    return {"pk": world.agreement.pk}


def authority(world: World) -> dict[str, int]:
    return {"pk": world.authority.pk}


def area(world: World) -> dict[str, int]:
    return {"pk": QualityAreaFactory.create(authority=world.authority).pk}


def pack(world: World) -> dict[str, int]:
    return {"pk": RequirementPackFactory.create(authority=world.authority).pk}


def contract(world: World) -> dict[str, int]:
    return {"pk": world.contract.pk}


def promise(world: World) -> dict[str, int]:
    requirement = wording(world).requirement
    row = BidPromise.objects.create(
        contract=world.contract, requirement=requirement, text="Två personer vaken natt"
    )
    return {"pk": row.pk}


def shipped(world: World) -> dict[str, str]:
    return {"code": "hvb"}


def own_edit(kwargs) -> Door:
    """Ekby's own is changed in Ekby, and does not exist elsewhere."""
    return Door(bo=FORBIDDEN, kwargs=kwargs)


def everybody(kwargs=lambda world: {}) -> Door:
    """Open to everybody with a role; each sees only what is theirs."""
    return Door(cilla=OPEN, system_admin=OPEN, kwargs=kwargs)


def edit_somewhere(kwargs=lambda world: {}) -> Door:
    return Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=kwargs)


def post_only(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


DOORS = {
    "requirements:catalogues": everybody(),
    "requirements:requirement": Door(kwargs=requirement),
    "requirements:edit": own_edit(requirement),
    "requirements:end": own_edit(requirement),
    "requirements:reopen": post_only(requirement),
    "requirements:remove": post_only(requirement),
    "requirements:move": post_only(requirement),
    "requirements:compare_wordings": Door(kwargs=requirement),
    "requirements:test": own_edit(requirement),
    "requirements:correct": own_edit(version),
    "requirements:of_agreement": Door(kwargs=agreement),
    "requirements:add": own_edit(agreement),
    "requirements:weigh": post_only(agreement),
    "requirements:order": own_edit(agreement),
    "requirements:order_by_number": post_only(agreement),
    "requirements:followability": Door(kwargs=agreement),
    "requirements:test_table": own_edit(agreement),
    "requirements:procurement_list": Door(kwargs=agreement),
    "requirements:compare_days": Door(kwargs=agreement),
    "requirements:compare_agreements": Door(kwargs=agreement),
    "requirements:copy": post_only(agreement),
    "requirements:packs": everybody(),
    "requirements:pack_add": edit_somewhere(),
    "requirements:shipped_pack": everybody(shipped),
    "requirements:shipped_copy": edit_somewhere(shipped),
    "requirements:pack": Door(kwargs=pack),
    "requirements:pack_edit": own_edit(pack),
    "requirements:pack_copy": own_edit(pack),
    "requirements:pack_remove": post_only(pack),
    "requirements:pack_take": own_edit(pack),
    "requirements:pack_requirement_add": own_edit(pack),
    "requirements:pack_order": own_edit(pack),
    "requirements:pack_order_by_number": post_only(pack),
    "requirements:areas": everybody(),
    "requirements:area_edit": own_edit(area),
    "requirements:area_move": post_only(area),
    "requirements:area_retire": post_only(area),
    "requirements:area_add": own_edit(authority),
    "requirements:areas_start": post_only(authority),
    "requirements:promises_of_contract": Door(kwargs=contract),
    "requirements:promise_add": own_edit(contract),
    "requirements:promise_edit": own_edit(promise),
    "requirements:promise_remove": post_only(promise),
}
