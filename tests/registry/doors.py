"""The addresses of the register."""

from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.world import World


def of(name: str):
    """Return what finds a row of Ekby's world by its name there."""
    return lambda world: {"pk": getattr(world, name).pk}


def spelling(world: World) -> dict[str, int]:
    return {"pk": world.provider.other_names.get_or_create(name="Åkerö Stödbo")[0].pk}


def contact(world: World) -> dict[str, int]:
    return {"pk": world.provider.contacts.earliest("pk").pk}


def shared(kwargs=lambda world: {}) -> Door:
    """Facts that all authorities share: open to everybody with a role."""
    return Door(cilla=OPEN, system_admin=OPEN, kwargs=kwargs)


def shared_edit(kwargs=lambda world: {}) -> Door:
    """Shared facts are changed by those who keep the register somewhere."""
    return Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=kwargs)


def own_edit(name: str) -> Door:
    """What Ekby owns is changed in Ekby, and does not exist elsewhere."""
    return Door(bo=FORBIDDEN, kwargs=of(name))


def post_only(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


DOORS = {
    "registry:providers": shared(),
    "registry:provider": shared(of("provider")),
    "registry:provider_contracts": shared(of("provider")),
    "registry:service_areas": shared(),
    "registry:provider_add": shared_edit(),
    "registry:provider_edit": shared_edit(of("provider")),
    "registry:provider_spelling_add": shared_edit(of("provider")),
    "registry:provider_spelling_remove": post_only(spelling),
    "registry:provider_unit_add": shared_edit(of("provider")),
    "registry:provider_unit_edit": shared_edit(of("unit")),
    "registry:provider_unit_close": shared_edit(of("unit")),
    "registry:provider_contact_add": shared_edit(of("provider")),
    "registry:provider_contact_password": post_only(contact),
    "registry:provider_contact_end": post_only(contact),
    "registry:agreements": shared(),
    "registry:agreement_add": shared_edit(),
    "registry:agreement": Door(kwargs=of("agreement")),
    "registry:agreement_edit": own_edit("agreement"),
    "registry:agreement_lot_add": own_edit("agreement"),
    "registry:agreement_lot_edit": own_edit("lot"),
    "registry:agreement_lot_move": post_only(of("lot")),
    "registry:agreement_lot_remove": post_only(of("lot")),
    "registry:agreement_contract_add": own_edit("agreement"),
}
