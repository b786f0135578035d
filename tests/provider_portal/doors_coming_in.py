import hashlib
from typing import Any

from insyn.mailing.models import PersonalLink
from tests.doors import ELSEWHERE, OPEN, PEOPLE, Door
from tests.factories import OutgoingMailFactory, PersonalLinkFactory
from tests.world import World

TOKEN = "en-lank-som-star-oppen-for-alla-som-har-den"
EVERYBODY: dict[str, Any] = dict.fromkeys(PEOPLE, OPEN)
NOBODY: dict[str, Any] = dict.fromkeys(PEOPLE, ELSEWHERE)


def of_link(world: World) -> dict[str, str]:
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    if not PersonalLink.objects.filter(digest=digest).exists():
        mail = OutgoingMailFactory.create(authority=world.authority, state="sent")
        PersonalLinkFactory.create(mail=mail, token=TOKEN)
    return {"token": TOKEN}


DOORS = {
    "provider_portal:link": Door(kwargs=of_link, **EVERYBODY),
    "provider_portal:code": Door(kwargs=of_link, **EVERYBODY),
    "provider_portal:new_link": Door(**EVERYBODY),
    "provider_portal:account": Door(**NOBODY),
}
"""One who has not come by a link is led to where a password is changed."""
