"""The framework agreements of a real plan, with periods that include options."""

import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.registry.queries.watch import watch_dates

pytestmark = pytest.mark.django_db

OF_2020 = (
    "HVB Barn och unga",
    "Konsulentstöd familjehemsvård",
    "Konsulentstöd familjehemsvård, ensamkommande",
    "HVB Vuxna missbrukare",
    "Stödboende för ungdomar",
    "Stödboende för vuxna med missbruk",
    "Insatser för spelberoende",
    "Familjepedagogiska insatser i hemmet",
    "Ungdomscoach",
    "Signs of Safety",
)
OF_2024 = (
    ("Stödboende för vuxna med missbruk", "2022-04-18", "2026-04-17"),
    ("Stödboende för ungdomar", "2022-11-01", "2026-10-31"),
    ("Behandling spelmissbruk och spelberoende", "2023-03-01", "2025-02-28"),
    ("HVB för vuxna med missbruk", "2020-04-01", "2024-03-31"),
    ("HVB barn och unga", "2021-03-01", "2025-02-28"),
    ("Skyddat boende", "2021-05-17", "2025-05-16"),
    ("Konsulentsstöd familjehemsvård", "2021-11-10", "2025-11-09"),
)
DAY_OF_PLAN = datetime.date(2024, 2, 28)


def a_year_before(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year - 1)


def register(anna: User, ekby: Authority, title: str, starts: str, ends: str) -> Agreement:
    """Write the agreement as it was first, and call the option that its period includes."""
    starts_on, ends_on = map(datetime.date.fromisoformat, (starts, ends))
    first_end = a_year_before(ends_on)
    facts = services.AgreementFacts(ekby, title, starts_on, first_end)
    access = access_of(anna)
    agreement = services.save_agreement(access, agreement=None, facts=facts)
    call_by = first_end - datetime.timedelta(days=90)
    told = services.OptionFacts(agreement, ends_on, call_by)
    option = services.save_option(access, option=None, facts=told)
    with clock.pretend(ends_on):
        services.call_option(access, option, called_on=call_by)
    agreement.refresh_from_db()
    return agreement


@pytest.mark.parametrize(("title", "starts", "ends"), OF_2024)
def test_a_period_that_includes_its_option_is_kept(anna, ekby, title, starts, ends):
    agreement = register(anna, ekby, title, starts, ends)

    assert (agreement.starts_on.isoformat(), str(agreement.ends_on)) == (starts, ends)


def test_a_period_of_which_only_the_whole_is_known_is_kept_too(anna, ekby):
    for title, starts, ends in OF_2024:
        starts_on, ends_on = map(datetime.date.fromisoformat, (starts, ends))
        facts = services.AgreementFacts(ekby, title, starts_on, ends_on)
        saved = services.save_agreement(access_of(anna), agreement=None, facts=facts)
        assert saved.ends_on == ends_on


def test_agreements_whose_dates_nobody_wrote_down_need_only_a_start(anna, ekby):
    for title in OF_2020:
        facts = services.AgreementFacts(ekby, title, datetime.date(2020, 1, 1))
        services.save_agreement(access_of(anna), agreement=None, facts=facts)

    assert Agreement.objects.visible_to(access_of(anna)).in_force(DAY_OF_PLAN).count() == 10


def test_the_day_of_the_plan_knows_what_is_about_to_end(anna, ekby):
    for title, starts, ends in OF_2024:
        register(anna, ekby, title, starts, ends)

    found = watch_dates(access_of(anna), today=DAY_OF_PLAN)

    assert [(one.what.agreement, one.on.isoformat()) for one in found] == [
        ("HVB för vuxna med missbruk", "2024-03-31")
    ]


def test_within_two_years_every_end_is_known(anna, ekby):
    for title, starts, ends in OF_2024:
        register(anna, ekby, title, starts, ends)
    until = DAY_OF_PLAN.replace(year=2026)

    found = watch_dates(access_of(anna), today=DAY_OF_PLAN, until=until)

    assert [one.on.isoformat() for one in found] == sorted(
        ends for _, _, ends in OF_2024 if ends <= until.isoformat()
    )
