from insyn.mailing.models import OutgoingMail
from tests.doors import HIDDEN, OPEN, Door
from tests.factories import OutgoingMailFactory
from tests.world import World


def of_mail(world: World) -> dict[str, int]:
    rows = OutgoingMail.objects.unscoped(reason="The doors need a mail that stands there.")
    mail = rows.filter(authority=world.authority).first()
    return {"pk": (mail or OutgoingMailFactory.create(authority=world.authority)).pk}


DOORS = {
    "mailing:list": Door(cilla=OPEN, system_admin=OPEN),
    "mailing:mail": Door(kwargs=of_mail, bo=HIDDEN),
    "mailing:resend": Door(kwargs=of_mail, bo=HIDDEN),
    "mailing:cancel": Door(kwargs=of_mail, bo=HIDDEN),
}
