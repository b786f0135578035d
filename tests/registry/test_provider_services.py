import pytest

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Provider, ProviderName, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import LegalForm, NameKind, OperatingForm
from tests.factories import (
    DAY,
    ProviderFactory,
    ProviderGroupFactory,
    ServiceAreaFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

FACTS = services.ProviderFacts(name="Åkerö AB", org_number="556677-8899")


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def test_a_provider_is_added_with_a_tidy_number(anna: User):
    provider = services.save_provider(access_of(anna), provider=None, facts=FACTS)

    assert provider.org_number == "5566778899"


def test_an_added_provider_stands_in_the_trail_of_the_askers_authority(anna: User, ekby):
    services.save_provider(access_of(anna), provider=None, facts=FACTS)

    event = AuditEvent.objects.unscoped(reason="the test reads the whole trail").get()
    assert (event.event, event.authority_id) == ("provider.created", ekby.pk)


def test_a_reader_may_not_add_a_provider(bo: User):
    with pytest.raises(NotAllowed):
        services.save_provider(access_of(bo), provider=None, facts=FACTS)

    assert not Provider.objects.exists()


def test_a_person_without_role_may_not_change_a_provider(dag: User):
    provider = ProviderFactory.create()

    with pytest.raises(NotAllowed):
        services.save_provider(access_of(dag), provider=provider, facts=FACTS)


def test_a_number_that_another_provider_has_is_refused_by_name(anna: User):
    ProviderFactory.create(name="Ängen AB", org_number="5566778899")

    with pytest.raises(RuleViolation, match="finns redan hos Ängen AB"):
        services.save_provider(access_of(anna), provider=None, facts=FACTS)


def test_a_short_number_is_refused(anna: User):
    facts = services.ProviderFacts(name="Åkerö AB", org_number="556677")

    with pytest.raises(RuleViolation, match="tio siffror"):
        services.save_provider(access_of(anna), provider=None, facts=facts)


def test_a_change_tells_before_and_after(anna: User):
    alfa = ProviderGroupFactory.create(name="Alfa")
    provider = ProviderFactory.create(name="Åkerö AB", org_number="5566778899", group=alfa)
    facts = services.ProviderFacts(name="Åkerö AB", org_number="5566778899", group="Beta")

    services.save_provider(access_of(anna), provider=provider, facts=facts, version=1)

    assert trail() == [("provider.updated", {"group_before": "Alfa", "group_after": "Beta"})]


def test_saving_the_same_again_leaves_no_trace(anna: User):
    provider = ProviderFactory.create(name="Åkerö AB", org_number="5566778899")

    saved = services.save_provider(access_of(anna), provider=provider, facts=FACTS, version=1)

    assert (saved.version, trail()) == (1, [])


def test_the_former_name_is_kept_as_another_name(anna: User):
    provider = ProviderFactory.create(name="Gamla AB", org_number="5566778899")

    services.save_provider(access_of(anna), provider=provider, facts=FACTS, version=1)

    assert ProviderName.objects.get().name == "Gamla AB"


def test_the_former_name_was_used_until_today(anna: User):
    provider = ProviderFactory.create(name="Gamla AB", org_number="5566778899")

    services.save_provider(access_of(anna), provider=provider, facts=FACTS)

    row = ProviderName.objects.get()
    assert (row.kind, row.used_until) == (NameKind.EARLIER, clock.today())


def test_a_spelling_that_was_the_name_becomes_an_earlier_name(anna: User):
    provider = ProviderFactory.create(name="Gamla AB", org_number="5566778899")
    ProviderName.objects.create(provider=provider, name="Gamla AB")

    services.save_provider(access_of(anna), provider=provider, facts=FACTS)

    assert ProviderName.objects.get().kind == NameKind.EARLIER


def test_the_trail_never_holds_a_sole_traders_whole_number(anna: User):
    facts = services.ProviderFacts("Kim Åker", "800101-9999")
    provider = services.save_provider(access_of(anna), provider=None, facts=facts)

    facts = services.ProviderFacts("Kim Åker", "810202-9999")
    services.save_provider(access_of(anna), provider=provider, facts=facts)

    assert trail()[0][1]["org_number"] == "800101-****"
    assert trail()[1][1] == {
        "org_number_before": "800101-****", "org_number_after": "810202-****"
    }  # fmt: skip


def test_a_legal_form_is_changed(anna: User):
    provider = ProviderFactory.create(name="Åkerö AB", org_number="5566778899")
    facts = services.ProviderFacts("Åkerö AB", "5566778899", legal_form=LegalForm.LIMITED_COMPANY)

    services.save_provider(access_of(anna), provider=provider, facts=facts)

    assert trail() == [
        (
            "provider.updated",
            {"legal_form_before": "unknown", "legal_form_after": "limited_company"},
        )
    ]


def test_a_provider_leaves_its_group_by_name(anna: User):
    provider = ProviderFactory.create(
        name="Åkerö AB", org_number="5566778899", group=ProviderGroupFactory.create(name="Alfa")
    )

    services.save_provider(access_of(anna), provider=provider, facts=FACTS)

    assert trail() == [("provider.updated", {"group_before": "Alfa", "group_after": None})]


def test_the_second_of_two_editors_is_told(anna: User):
    provider = ProviderFactory.create(org_number="5566778899")
    services.save_provider(access_of(anna), provider=provider, facts=FACTS, version=1)

    with pytest.raises(Outdated):
        services.save_provider(access_of(anna), provider=provider, facts=FACTS, version=1)


def test_an_operating_form_is_changed(anna: User):
    provider = ProviderFactory.create(name="Åkerö AB", org_number="5566778899")
    facts = services.ProviderFacts("Åkerö AB", "5566778899", OperatingForm.NON_PROFIT)

    services.save_provider(access_of(anna), provider=provider, facts=facts)

    assert Provider.objects.get().operating_form == OperatingForm.NON_PROFIT


def test_a_spelling_is_noted_with_where_it_stands(anna: User):
    provider = ProviderFactory.create()

    services.note_spelling(access_of(anna), provider, name="Åkerö  HB", source="ramavtalet")

    spelling = provider.other_names.get()
    assert (spelling.name, spelling.source) == ("Åkerö HB", "ramavtalet")


def test_a_spelling_noted_again_leaves_no_trace(anna: User):
    provider = ProviderFactory.create()
    services.note_spelling(access_of(anna), provider, name="Åkerö HB")

    services.note_spelling(access_of(anna), provider, name="Åkerö HB")

    assert len(trail()) == 1


def test_a_spelling_that_turns_out_to_be_an_earlier_name_is_changed(anna: User):
    provider = ProviderFactory.create()
    services.note_spelling(access_of(anna), provider, name="Åkerö HB")

    services.note_spelling(
        access_of(anna), provider, name="Åkerö HB", kind=NameKind.EARLIER, used_until=DAY
    )

    row = provider.other_names.get()
    assert (row.kind, row.used_until) == (NameKind.EARLIER, DAY)


def test_an_earlier_name_cannot_have_been_used_in_the_future(anna: User):
    with pytest.raises(RuleViolation, match="en dag som kommer"):
        services.note_spelling(
            access_of(anna),
            ProviderFactory.create(),
            name="Åkerö HB",
            kind=NameKind.EARLIER,
            used_until=clock.today() + DAY.resolution,
        )


def test_a_spelling_has_no_last_day(anna: User):
    with pytest.raises(RuleViolation, match="Välj ”Tidigare namn”"):
        services.note_spelling(
            access_of(anna), ProviderFactory.create(), name="Åkerö HB", used_until=DAY
        )


@pytest.mark.parametrize("name", ["", "Åkerö AB"])
def test_a_spelling_says_something_new(anna: User, name: str):
    provider = ProviderFactory.create(name="Åkerö AB")

    with pytest.raises(RuleViolation):
        services.note_spelling(access_of(anna), provider, name=name)


def test_a_reader_may_not_note_a_spelling(bo: User):
    with pytest.raises(NotAllowed):
        services.note_spelling(access_of(bo), ProviderFactory.create(), name="Åkerö HB")


def test_a_spelling_can_be_taken_away(anna: User):
    spelling = services.note_spelling(access_of(anna), ProviderFactory.create(), name="Fel")

    services.remove_spelling(access_of(anna), spelling)

    assert not ProviderName.objects.exists()


def unit_facts(provider: Provider, name: str = "Solgläntan") -> services.UnitFacts:
    return services.UnitFacts(provider, name, ServiceAreaFactory.create(), places=12)


def test_a_unit_is_added(anna: User):
    unit = services.save_unit(
        access_of(anna), unit=None, facts=unit_facts(ProviderFactory.create())
    )

    assert (unit.name, unit.places) == ("Solgläntan", 12)


def test_a_unit_with_a_name_in_use_is_refused_in_words(anna: User):
    provider = UnitFactory.create(name="Solgläntan").provider

    with pytest.raises(RuleViolation, match="har redan en verksamhet"):
        services.save_unit(access_of(anna), unit=None, facts=unit_facts(provider))


def test_a_unit_that_somebody_else_changed_is_not_overwritten(anna: User):
    unit = UnitFactory.create(version=2)

    with pytest.raises(Outdated):
        services.save_unit(access_of(anna), unit=unit, facts=unit_facts(unit.provider), version=1)


def test_a_reader_may_not_add_a_unit(bo: User):
    with pytest.raises(NotAllowed):
        services.save_unit(access_of(bo), unit=None, facts=unit_facts(ProviderFactory.create()))


def test_a_unit_is_closed(anna: User):
    unit = UnitFactory.create()

    services.close_unit(access_of(anna), unit, closed_on=DAY, version=1)

    assert (Unit.objects.get().closed_on, trail()[0][0]) == (DAY, "unit.closed")


def test_a_closed_unit_can_be_opened_again(anna: User):
    unit = UnitFactory.create(closed_on=DAY)

    services.close_unit(access_of(anna), unit, closed_on=None)

    assert (Unit.objects.get().closed_on, trail()[0][0]) == (None, "unit.reopened")


def test_a_spelling_taken_away_twice_is_told_the_second_time(anna: User):
    spelling = services.note_spelling(access_of(anna), ProviderFactory.create(), name="Fel")
    read_by_two = ProviderName.objects.get(pk=spelling.pk)
    services.remove_spelling(access_of(anna), spelling)
    events = len(trail())

    with pytest.raises(Outdated, match="finns inte längre"):
        services.remove_spelling(access_of(anna), read_by_two)

    assert len(trail()) == events
