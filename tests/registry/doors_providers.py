"""The addresses of groups, of a provider's units, and of making two providers one."""

from insyn.platform import clock
from insyn.registry.models import Provider, ProviderGroup, ProviderMerge
from tests.doors import FORBIDDEN, OPEN, Door
from tests.registry.doors import of, post_only, shared, shared_edit
from tests.world import World

OTHER_NUMBER = "5599999991"


def other_of(world: World) -> Provider:
    return Provider.objects.get_or_create(org_number=OTHER_NUMBER, defaults={"name": "Annan AB"})[0]


def group(world: World) -> dict[str, int]:
    return {"pk": ProviderGroup.objects.get_or_create(name="Åkerögruppen")[0].pk}


def pair(world: World) -> dict[str, int]:
    return {"pk": world.provider.pk, "other_pk": other_of(world).pk}


def contract(world: World) -> dict[str, int]:
    return {"pk": other_of(world).pk, "other_pk": world.provider.pk,
            "contract_pk": world.contract.pk}  # fmt: skip


def merge(world: World) -> dict[str, int]:
    defaults = {"done_at": clock.now()}
    other = other_of(world)
    row, _is_new = ProviderMerge.objects.get_or_create(
        kept=world.provider, merged=other, defaults=defaults
    )
    return {"pk": row.pk}


def merging(kwargs) -> Door:
    """Merging touches all authorities: for plan owners and finance controllers anywhere."""
    return Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=kwargs)


DOORS = {
    "registry:provider_units": shared(of("provider")),
    "registry:provider_groups": shared(),
    "registry:provider_group": shared(group),
    "registry:provider_group_rename": shared_edit(group),
    "registry:provider_group_remove": post_only(group),
    "registry:provider_merge_choose": merging(of("provider")),
    "registry:provider_merge": merging(pair),
    "registry:provider_merge_contract_remove": post_only(contract),
    "registry:provider_merge_undo": post_only(merge),
}
