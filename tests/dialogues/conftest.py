import datetime
from collections.abc import Callable

import pytest

from insyn.accounts.models import Authority, User
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules import AgreedBy, MeetingState
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory, ProviderContactFactory


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    """A follow-up that has been sent, and whose measures run."""
    return FollowupFactory.create(
        authority=ekby,
        number="2026-001",
        state=State.MEASURES,
        carried_out_on=DAY,
        reported_on=DAY,
        contract__provider__name="Åkerö Stödboende AB",
        contract__agreement__authority=ekby,
        contract__agreement__title="Ramavtal stödboende",
    )


@pytest.fixture
def contract(followup: Followup) -> Contract:
    return followup.contract


@pytest.fixture
def told(contract: Contract, ekby: Authority) -> User:
    """Answers for the provider and can be mailed."""
    return ProviderContactFactory.create(
        provider=contract.provider,
        authority=ekby,
        user__username="chefen",
        user__email="chefen@exempel.se",
    ).user


MakeFinding = Callable[..., Finding]


@pytest.fixture
def make_finding(followup: Followup) -> MakeFinding:
    def make(text: str = "Ingen rutin för lex Sarah", **facts) -> Finding:
        known = {"kind": FindingKind.DEFICIENCY, "area": "Personal", "seen_on": DAY}
        return Finding.objects.create(**({"followup": followup, "text": text} | known | facts))

    return make


MakeMeeting = Callable[..., DialogueMeeting]


@pytest.fixture
def make_meeting(ekby: Authority, contract: Contract) -> MakeMeeting:
    def make(**facts) -> DialogueMeeting:
        known = {"authority": ekby, "contract": contract, "planned_on": in_days(7)}
        return DialogueMeeting.objects.create(**(known | facts))

    return make


@pytest.fixture
def meeting(make_meeting: MakeMeeting) -> DialogueMeeting:
    """Planned in a week, with one item."""
    row = make_meeting(place="Stadshuset, rum 3")
    AgendaItem.objects.create(meeting=row, position=1, title="Bemanningen på kvällar")
    return row


@pytest.fixture
def held(make_meeting: MakeMeeting) -> DialogueMeeting:
    """Held three days ago."""
    row = make_meeting(
        planned_on=in_days(-3),
        held_on=in_days(-3),
        state=MeetingState.HELD,
        participants="verksamhetschef, två uppföljare",
    )
    AgendaItem.objects.create(meeting=row, position=1, title="Rutiner", notes="De är på gång.")
    return row


@pytest.fixture
def point(held: DialogueMeeting) -> AgreedPoint:
    """Something the provider is to do within ten days."""
    return AgreedPoint.objects.create(
        meeting=held,
        text="Rutinen för lex Sarah skickas in",
        done_by=AgreedBy.PROVIDER,
        due_on=in_days(10),
    )


def in_days(count: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=count)
