"""The stories of signals, told in a town that holds nothing else."""

import datetime

import pytest

from insyn.examples.demonstration import signals as stories
from insyn.examples.demonstration.timeline import Calendar, play
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.followups.models import FollowupProposal
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals.models import DeviationImport, LexSarahNotice, OpenForm, Signal
from insyn.signals.rules.patterns import ShippedRule
from tests import people
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    MembershipFactory,
    ProviderFactory,
)
from tests.signals.conftest import WHY

pytestmark = pytest.mark.django_db


def town() -> Town:
    made = Town(Calendar(clock.today()))
    made.authorities = {SOCIAL: people.board("Exempelstad"), ELDERLY: people.board("Exempelby")}
    for username, role in (
        (EDITOR, Role.PLAN_OWNER), (stories.HOST, Role.REVIEWER), (stories.WORKER, Role.CASE_WORKER)
    ):  # fmt: skip
        user = people.member(made.authorities[SOCIAL], role, username)
        if role != Role.CASE_WORKER:
            MembershipFactory.create(user=user, authority=made.authorities[ELDERLY], role=role)
        made.accesses[username] = access_of(user)
    keys = {row[2]: row[1] for row in stories.LEFT}
    for key in {*keys, *stories.IN_LIST}:
        made.providers[key] = ProviderFactory.create()
        ContractFactory.create(
            provider=made.providers[key],
            agreement__authority=made.authorities[keys.get(key, ELDERLY)],
            starts_on=clock.today() - datetime.timedelta(days=800),
        )
    linked = made.providers[stories.LINKED]
    FollowupFactory.create(
        authority=made.authorities[ELDERLY], contract__provider=linked,
        contract__agreement__authority=made.authorities[ELDERLY],
    )  # fmt: skip
    return made


def test_the_year_of_signals_can_be_told():
    made = town()

    play(
        [
            stories.tell_list(made), stories.tell_notices(made), stories.tell_open_form(made),
            *(stories.tell_one(made, left) for left in stories.LEFT),
        ],
        made.calendar,
    )  # fmt: skip

    rows = Signal.objects.unscoped(reason=WHY)
    states = set(rows.values_list("state", flat=True))
    assert rows.filter(system="").count() >= 30
    assert rows.exclude(system="").count() == 20
    assert states == {"new", "parked", "dismissed", "linked", "proposed"}
    assert DeviationImport.objects.unscoped(reason=WHY).get().added == 20
    assert LexSarahNotice.objects.unscoped(reason=WHY).count() == 2
    assert OpenForm.objects.unscoped(reason=WHY).get().is_on
    reasons = FollowupProposal.objects.unscoped(reason=WHY).values_list("reason", flat=True)
    assert any("3 signaler" in reason for reason in reasons)
    assert any(reason.startswith(ShippedRule.COST.label) for reason in reasons)
    assert len(reasons) <= 4
