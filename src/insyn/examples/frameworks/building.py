"""The register of the board, built by import and by hand as its people would."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.examples.frameworks.told import Told
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel.access import Access, Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.services import AgreementFacts, save_agreement

USERNAME = "ramavtal.ansvarig"
ORIGIN = "rekonstruktion"
TAKEN_IN_ON = date(2024, 3, 1)


@transaction.atomic
def build(told: Told, *, password: str = "") -> Authority:
    """Take in the agreements of 2020 by title and the list of 2024; return their board.

    What the plan of 2020 does not tell, when each agreement began and ends, stays untold.
    Without a password nobody can log in.
    """
    authority = _board(told)
    access = _asker(authority, password)
    with clock.pretend(told.told_on, is_guessed=True):
        for title in told.titles:
            facts = AgreementFacts(authority, title, told.told_on, has_unknown_period=True)
            save_agreement(access, agreement=None, facts=facts)
    with clock.pretend(TAKEN_IN_ON, is_guessed=True):
        preview = preview_import(told.workbook(), told.file_name, kind=ListKind.AGREEMENTS)
        carry_out_import(access, authority=authority, agreement=None, preview=preview)
    return authority


def _board(told: Told) -> Authority:
    said = told.board
    municipality, _ = Municipality.objects.get_or_create(name=said["municipality"])
    authority, _ = Authority.objects.get_or_create(
        municipality=municipality,
        name=said["name"],
        defaults={"administration": said["administration"], "case_series": said["case_series"]},
    )
    return authority


def _asker(authority: Authority, password: str) -> Access:
    user = User.objects.create(
        username=USERNAME,
        first_name="Avtalsansvarig",
        last_name="Källkommunen",
        password=make_password(password or None),
    )
    Membership.objects.create(user=user, authority=authority, role=Role.PLAN_OWNER)
    return access_of(user, origin=ORIGIN)
