from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from insyn.accounts import services
from insyn.accounts.models import Cooperation, CooperationMember
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db
NAME = "Samverkan i norr"
EKBY, NORRBY = "Socialnämnden, Ekby", "Socialnämnden, Norrby"
SYSTEM = Access.system("test")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("new_cooperation", "--name", NAME, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def both(ekby, norrby):
    """Ekby leads, Norrby takes part, as the command arranges it."""
    run("--lead", EKBY, "--member", NORRBY)
    return Cooperation.objects.get()


def events(authority=None) -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    rows = rows.filter(authority_id=authority.pk) if authority else rows
    return list(rows.order_by("authority_id", "number").values_list("event", flat=True))


def names() -> set[str]:
    return {str(place.authority) for place in CooperationMember.objects.filter(valid_to=None)}


def test_it_creates_a_cooperation_with_its_lead_and_its_members(both, ekby) -> None:
    assert (both.name, both.lead) == (NAME, ekby)
    assert names() == {EKBY, NORRBY}


def test_the_members_share_from_that_moment(both, cilla) -> None:
    assert access_of(cilla).cooperation_ids == {both.pk}


def test_it_tells_who_takes_part(ekby, norrby) -> None:
    said = run("--lead", EKBY, "--member", NORRBY)

    assert said == (f"{NAME}: klart. Deltar:\n- {EKBY}, sammanhållande\n- {NORRBY}\n")


def test_each_authority_reads_in_its_own_trail_who_joined(both, ekby, norrby) -> None:
    assert events(ekby) == ["cooperation.created", "cooperation.authority_joined"]
    assert events(norrby) == ["cooperation.authority_joined"]


def test_an_authority_outside_reads_nothing_of_it(both) -> None:
    assert events(AuthorityFactory.create(municipality__name="Sörby")) == []


def test_the_same_again_changes_nothing(both) -> None:
    before = events()

    run("--lead", EKBY, "--member", NORRBY)

    assert events() == before
    assert CooperationMember.objects.count() == 2


def test_a_member_joins_a_cooperation_that_exists(both) -> None:
    AuthorityFactory.create(municipality__name="Sörby")

    run("--member", "socialnämnden,  sörby")

    assert "Socialnämnden, Sörby" in names()


def test_an_unknown_authority_is_refused_and_those_that_exist_are_named(ekby, norrby) -> None:
    with pytest.raises(CommandError, match="Ingen nämnd heter ”Nämnden, Ekby”") as no:
        run("--lead", EKBY, "--member", "Nämnden, Ekby")

    assert EKBY in str(no.value)
    assert NORRBY in str(no.value)


def test_a_refusal_leaves_nothing_half_done(ekby, norrby) -> None:
    with pytest.raises(CommandError):
        run("--lead", EKBY, "--member", NORRBY, "--member", "Ingen, Ingenstans")

    assert not Cooperation.objects.exists()
    assert events() == []


def test_a_new_cooperation_needs_a_lead(ekby) -> None:
    with pytest.raises(CommandError, match="Ange --name och --lead"):
        run("--member", EKBY)


def test_an_empty_name_is_refused(ekby) -> None:
    with pytest.raises(CommandError, match="Ange --name och --lead"):
        call_command("new_cooperation", "--name", "  ", "--lead", EKBY)


def test_a_member_ends_at_once_and_shares_no_more(both, cilla, ekby, norrby) -> None:
    CooperationMember.objects.update(valid_from=clock.today() - timedelta(days=30))

    said = run("--end", NORRBY)

    assert NORRBY not in said
    assert access_of(cilla).cooperation_ids == frozenset()
    assert events(ekby)[-1] == events(norrby)[-1] == "cooperation.authority_left"


def test_a_member_that_joined_today_ends_at_once_too(both, cilla) -> None:
    run("--end", NORRBY)

    assert access_of(cilla).cooperation_ids == frozenset()


def test_a_member_can_end_on_a_later_day(both, cilla) -> None:
    later = clock.today() + timedelta(days=30)

    said = run("--end", NORRBY, "--last-day", later.isoformat())

    assert f"{NORRBY}, till och med {later.isoformat()}" in said
    assert access_of(cilla).cooperation_ids == {both.pk}


def test_a_last_day_that_has_passed_is_refused(both) -> None:
    with pytest.raises(CommandError, match="så slutar nämnden genast"):
        run("--end", NORRBY, "--last-day", "2020-01-01")


def test_a_last_day_that_is_no_date_is_refused(both) -> None:
    with pytest.raises(CommandError, match="”i morgon” är inget datum"):
        run("--end", NORRBY, "--last-day", "i morgon")


def test_one_that_does_not_take_part_cannot_end(both) -> None:
    AuthorityFactory.create(municipality__name="Sörby")

    with pytest.raises(CommandError, match="Socialnämnden, Sörby deltar inte"):
        run("--end", "Socialnämnden, Sörby")


def test_the_lead_cannot_end(both) -> None:
    with pytest.raises(CommandError, match="Välj först en annan sammanhållande nämnd"):
        run("--end", EKBY)


def test_the_lead_can_end_when_another_leads(both, norrby) -> None:
    run("--lead", NORRBY, "--end", EKBY)

    both.refresh_from_db()
    assert both.lead == norrby
    assert names() == {NORRBY}
    assert "cooperation.lead_chosen" in events(norrby)


def test_one_that_left_can_come_back(both, cilla) -> None:
    CooperationMember.objects.filter(authority__municipality__name="Norrby").update(
        valid_from="2019-01-01", valid_to="2020-01-01"
    )

    run("--member", NORRBY)

    place = CooperationMember.objects.get(authority__municipality__name="Norrby")
    assert (place.valid_from, place.valid_to) == (clock.today(), None)


def test_one_that_was_to_leave_can_stay(both) -> None:
    later = clock.today() + timedelta(days=30)
    run("--end", NORRBY, "--last-day", later.isoformat())

    run("--member", NORRBY)

    assert names() == {EKBY, NORRBY}


def test_one_that_is_about_to_leave_does_not_lead(both, norrby) -> None:
    CooperationMember.objects.filter(authority=norrby).update(
        valid_to=clock.today() + timedelta(days=1)
    )

    with pytest.raises(RuleViolation, match="deltar inte"):
        services.choose_lead(SYSTEM, both, lead=norrby)


def test_a_name_in_use_is_refused(both, norrby) -> None:
    with pytest.raises(RuleViolation, match="Det finns redan en samverkan"):
        services.found_cooperation(SYSTEM, name=NAME, lead=norrby)


def test_nobody_who_is_logged_in_arranges_cooperations(both, anna, ekby, norrby) -> None:
    access = access_of(anna)

    with pytest.raises(NotAllowed):
        services.found_cooperation(access, name="Ny", lead=ekby)
    with pytest.raises(NotAllowed):
        services.choose_lead(access, both, lead=norrby)
    with pytest.raises(NotAllowed):
        services.join_cooperation(access, both, authority=norrby)
    with pytest.raises(NotAllowed):
        services.leave_cooperation(access, both, authority=norrby)
