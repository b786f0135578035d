"""The addresses of an agreement's options and sanction ladder, and of the date watch."""

import datetime

from insyn.registry.models import AgreementOption, SanctionStep
from tests.doors import FORBIDDEN, HIDDEN, OPEN, Door
from tests.registry.doors import of, own_edit, post_only
from tests.world import World


def option(world: World) -> dict[str, int]:
    dates = {"extends_to": datetime.date(2028, 1, 1), "call_by": datetime.date(2027, 1, 1)}
    rows = AgreementOption.objects.unscoped(reason="the test makes the row")
    return {"pk": rows.get_or_create(agreement=world.agreement, number=1, defaults=dates)[0].pk}


def step(world: World) -> dict[str, int]:
    rows, kind = SanctionStep.objects.unscoped(reason="the test makes the row"), {"kind": "remark"}
    return {"pk": rows.get_or_create(agreement=world.agreement, number=1, defaults=kind)[0].pk}


def own(kwargs) -> Door:
    return Door(bo=FORBIDDEN, kwargs=kwargs)


NOWHERE = Door(
    anna=HIDDEN,
    bo=HIDDEN,
    anonymous=HIDDEN,
    kwargs=lambda world: {"token": "fel-adress-som-ingen-har-gett-till-nagon"},
)
"""A calendar address that nobody has made does not exist, whoever asks."""

DOORS = {
    "registry:agreement_option_add": own_edit("agreement"),
    "registry:agreement_option_edit": own(option),
    "registry:agreement_option_call": own(option),
    "registry:agreement_option_decline": own(option),
    "registry:agreement_option_reopen": post_only(option),
    "registry:agreement_option_remove": post_only(option),
    "registry:agreement_ladder": Door(kwargs=of("agreement")),
    "registry:agreement_ladder_begin": post_only(of("agreement")),
    "registry:agreement_ladder_copy": own_edit("agreement"),
    "registry:agreement_step_add": own_edit("agreement"),
    "registry:agreement_step_edit": own(step),
    "registry:agreement_step_move": post_only(step),
    "registry:agreement_step_remove": post_only(step),
    "registry:watch": Door(cilla=OPEN),
    "registry:watch_calendar": Door(cilla=OPEN),
    "registry:watch_feed_make": post_only(lambda world: {}),
    "registry:watch_feed_revoke": post_only(lambda world: {}),
    "registry:watch_feed": NOWHERE,
}
