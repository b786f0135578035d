"""The addresses of lists in and out."""

from insyn.registry.models import ImportProfile
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.world import World


def run(world: World) -> dict[str, int]:
    return {"pk": world.import_run.pk}


def slug(world: World) -> dict[str, str]:
    return {"slug": "kontrakt"}


def profile(world: World) -> dict[str, int]:
    rows = ImportProfile.objects.unscoped(reason="the world needs a profile to point at")
    return {
        "pk": rows.get_or_create(
            authority=world.agreement.authority, name="Lista", defaults={"mapping": {}}
        )[0].pk
    }


def post_only(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


DOORS = {
    "exchange:imports": Door(cilla=OPEN, system_admin=OPEN),
    "exchange:import_kinds": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "exchange:import_new": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=slug),
    "exchange:import_template": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=slug),
    "exchange:profile_remove": post_only(profile),
    "exchange:import_detail": Door(kwargs=run),
    "exchange:import_columns": Door(bo=FORBIDDEN, kwargs=run),
    "exchange:import_sheet": post_only(run),
    "exchange:import_preview": Door(bo=FORBIDDEN, kwargs=run),
    "exchange:import_errors": Door(bo=FORBIDDEN, kwargs=run),
    "exchange:import_carry_out": post_only(run),
    "exchange:import_discard": post_only(run),
    "exchange:exports": Door(cilla=OPEN, system_admin=OPEN),
    "exchange:members": Door(
        anna=FORBIDDEN,
        bo=FORBIDDEN,
        cilla=FORBIDDEN,
        system_admin=FORBIDDEN,
        kwargs=lambda _world: {"file_type": "csv"},
    ),
    "exchange:export": Door(
        cilla=OPEN, system_admin=OPEN, kwargs=lambda world: {**slug(world), "file_type": "csv"}
    ),
}
