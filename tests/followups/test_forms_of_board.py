import pytest

from insyn.audit.models import AuditEvent
from insyn.followups import services
from insyn.followups.models import Followup, FollowupForm, FormDocument, NumberSeries, Reviewer
from insyn.followups.rules import Event, Kind, State
from insyn.followups.rules.forms import Depth, FactCheckUse
from insyn.followups.rules.shipped_forms import SHIPPED
from insyn.followups.services.forms import (
    FormFacts,
    ListedDocument,
    add_shipped_forms,
    restore_form,
    retire_form,
    save_documents,
    save_form,
    save_series,
)
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import DAY, ContractFactory, TemplateVersionFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(anna, ekby) -> FollowupForm:
    return save_form(access_of(anna), ekby, facts=FormFacts("Kontroll", kind=Kind.CHECK))


def planned(user, board, **facts):
    access = access_of(user)
    contract = facts.pop("contract", None) or ContractFactory.create(agreement__authority=board)
    version = facts.pop("template_version", "own")
    if version == "own":
        version = TemplateVersionFactory.create(template__authority=board)
    return services.plan_followup(
        access, authority=board, contract=contract, lot=None, planned_for=DAY,
        template_version=version, **facts,
    )  # fmt: skip


def with_reviewer(user, followup):
    Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)
    return followup


def test_the_usual_forms_are_taken_in_once_with_their_documents(anna, ekby) -> None:
    access = access_of(anna)

    assert add_shipped_forms(access, ekby) == len(SHIPPED)
    with pytest.raises(RuleViolation, match="redan alla"):
        add_shipped_forms(access, ekby)

    rows = FollowupForm.objects.visible_to(access)
    assert set(rows.values_list("name", flat=True)) == {shipped.name for shipped in SHIPPED}
    listed = FormDocument.objects.visible_to(access).filter(form__name="Avtalsuppföljning")
    assert listed.count() == 4
    assert listed.filter(is_about_clients=True).count() == 1


def test_only_what_is_lacking_is_taken_in(anna, ekby, form) -> None:
    assert add_shipped_forms(access_of(anna), ekby) == len(SHIPPED) - 1


def test_a_reader_changes_no_form(bo, ekby) -> None:
    with pytest.raises(NotAllowed):
        save_form(access_of(bo), ekby, facts=FormFacts("Min"))
    with pytest.raises(NotAllowed):
        add_shipped_forms(access_of(bo), ekby)


def test_forms_of_another_board_are_not_seen(cilla, form) -> None:
    assert not FollowupForm.objects.visible_to(access_of(cilla)).exists()


def test_two_forms_never_share_a_name(anna, ekby, form) -> None:
    with pytest.raises(RuleViolation, match="redan en form"):
        save_form(access_of(anna), ekby, facts=FormFacts("Kontroll"))


def test_a_form_that_somebody_else_changed_is_not_overwritten(anna, ekby, form) -> None:
    with pytest.raises(Outdated):
        save_form(access_of(anna), ekby, facts=FormFacts("Ny"), form=form, version=99)


def test_the_kind_stays_while_follow_ups_have_the_form(anna, ekby, form) -> None:
    planned(anna, ekby, form=form)

    with pytest.raises(RuleViolation, match="ändras inte slaget"):
        save_form(access_of(anna), ekby, facts=FormFacts("Kontroll", kind=Kind.DESK), form=form)


def test_a_series_of_another_board_is_refused(anna, ekby, norrby) -> None:
    series = NumberSeries.objects.create(authority=norrby, prefix="NB", name="Norrby")

    with pytest.raises(RuleViolation, match="annan nämnd"):
        save_form(access_of(anna), ekby, facts=FormFacts("Min", series=series))


def test_a_template_of_another_board_is_refused(anna, ekby, norrby) -> None:
    template = TemplateVersionFactory.create(template__authority=norrby).template

    with pytest.raises(RuleViolation, match="inte nämndens"):
        save_form(access_of(anna), ekby, facts=FormFacts("Min", template=template))


def test_a_document_stands_once_in_the_list(anna, form) -> None:
    with pytest.raises(RuleViolation, match="två gånger"):
        save_documents(
            access_of(anna), form, version=None,
            documents=[ListedDocument("Rutin"), ListedDocument(" Rutin ")],
        )  # fmt: skip


def test_the_list_of_documents_is_replaced_in_its_order(anna, form) -> None:
    for titles in (["B", "A"], ["C", "B"]):
        save_documents(
            access_of(anna), form, version=None, documents=[ListedDocument(t) for t in titles]
        )

    rows = FormDocument.objects.visible_to(access_of(anna)).filter(form=form)
    assert list(rows.values_list("title", flat=True)) == ["C", "B"]


def test_a_retired_form_is_not_chosen_until_it_is_restored(anna, ekby, form) -> None:
    retire_form(access_of(anna), form)
    with pytest.raises(RuleViolation, match="används inte längre"):
        planned(anna, ekby, form=form)

    restore_form(access_of(anna), form)
    assert planned(anna, ekby, form=form).form == form


def test_a_form_of_another_board_is_refused(anna, ekby, cilla, norrby) -> None:
    other = save_form(access_of(cilla), norrby, facts=FormFacts("Norrbys"))

    with pytest.raises(RuleViolation, match="annan nämnd"):
        planned(anna, ekby, form=other)


def test_the_form_decides_kind_depth_template_and_number(anna, ekby) -> None:
    access = access_of(anna)
    version = TemplateVersionFactory.create(template__authority=ekby)
    series = save_series(access, ekby, prefix="hvb", name="HVB", digits=4)
    form = save_form(
        access, ekby,
        facts=FormFacts(
            "Fördjupad", kind=Kind.DESK, depth=Depth.IN_DEPTH, series=series,
            template=version.template,
        ),
    )  # fmt: skip

    made = [planned(anna, ekby, form=form, template_version=None) for _ in range(2)]

    assert [row.number for row in made] == ["HVB-2026-0001", "HVB-2026-0002"]
    assert (made[0].kind, made[0].depth) == (Kind.DESK, Depth.IN_DEPTH)
    assert made[0].template_version == version


def test_the_common_series_goes_on_unchanged_beside_others(anna, ekby) -> None:
    access = access_of(anna)
    series = save_series(access, ekby, prefix="HVB", name="HVB")
    form = save_form(access, ekby, facts=FormFacts("HVB", series=series))

    numbers = [planned(anna, ekby, form=one).number for one in (None, form, None, form)]

    assert numbers == ["2026-001", "HVB-2026-001", "2026-002", "HVB-2026-002"]


def test_a_form_without_a_published_template_wants_one_chosen(anna, ekby, form) -> None:
    with pytest.raises(RuleViolation, match="Välj en uppföljningsmall"):
        planned(anna, ekby, form=form, template_version=None)


def test_a_series_in_use_keeps_its_beginning(anna, ekby) -> None:
    access = access_of(anna)
    series = save_series(access, ekby, prefix="HVB", name="HVB")
    form = save_form(access, ekby, facts=FormFacts("HVB", series=series))
    planned(anna, ekby, form=form)

    with pytest.raises(RuleViolation, match="ny serie"):
        save_series(access, ekby, prefix="XX", name="HVB", series=series)
    assert save_series(access, ekby, prefix="HVB", name="Ny", series=series).name == "Ny"


@pytest.mark.parametrize("prefix", ["", "2026", "A-B", "ALLDELES" + "LÅNG"])
def test_a_beginning_that_cannot_begin_numbers_is_refused(prefix, anna, ekby) -> None:
    with pytest.raises(RuleViolation):
        save_series(access_of(anna), ekby, prefix=prefix, name="x")


def test_the_unit_is_one_of_the_contract(anna, ekby) -> None:
    contract = ContractFactory.create(agreement__authority=ekby)
    own = UnitFactory.create(provider=contract.provider)
    named = UnitFactory.create(provider=contract.provider)

    assert planned(anna, ekby, contract=contract, unit=own).unit == own
    with pytest.raises(RuleViolation, match="hör inte till kontraktet"):
        planned(anna, ekby, contract=contract, unit=UnitFactory.create())
    contract.units.add(named)
    with pytest.raises(RuleViolation, match="hör inte till kontraktet"):
        planned(anna, ekby, contract=contract, unit=own)


def test_a_form_without_preparation_begins_at_once(anna, ekby) -> None:
    access = access_of(anna)
    form = save_form(
        access, ekby, facts=FormFacts("Kontroll", kind=Kind.CHECK, uses_preparation=False)
    )
    followup = with_reviewer(anna, planned(anna, ekby, form=form))

    with pytest.raises(RuleViolation, match="ingen förberedelse"):
        services.move_followup(access, followup, Event.PREPARE)
    assert services.move_followup(access, followup, Event.START).state == State.ONGOING


def test_a_form_with_preparation_is_prepared_first(anna, ekby, form) -> None:
    followup = with_reviewer(anna, planned(anna, ekby, form=form))

    with pytest.raises(RuleViolation, match="först som förberedd"):
        services.move_followup(access_of(anna), followup, Event.START)


@pytest.mark.parametrize(
    ("use", "event", "sentence"),
    [
        (FactCheckUse.NEVER, Event.SEND_FOR_FACT_CHECK, "ingen faktagranskning"),
        (FactCheckUse.MUST, Event.ASSESS, "faktagranskar"),
    ],
)
def test_the_form_says_whether_the_provider_checks_facts(use, event, sentence, anna, ekby) -> None:
    access = access_of(anna)
    form = save_form(access, ekby, facts=FormFacts("Min", fact_check=use))
    followup = planned(anna, ekby, form=form)
    Followup.objects.visible_to(access).filter(pk=followup.pk).update(state=State.DRAFT)

    with pytest.raises(RuleViolation, match=sentence):
        services.apply_event(access, followup, event)


def test_the_state_is_called_what_the_board_calls_it(anna, ekby) -> None:
    form = save_form(
        access_of(anna), ekby, facts=FormFacts("Min", own_words={"planned": "Inbokad"})
    )
    followup = planned(anna, ekby, form=form)

    assert followup.own_state_label == "Inbokad"
    assert followup.label_of(State.DRAFT) == "Utkast"


def test_what_happens_to_a_form_stands_in_the_trail(anna, ekby, form) -> None:
    retire_form(access_of(anna), form)

    events = AuditEvent.objects.visible_to(access_of(anna)).about(form)
    assert {row.event for row in events} == {"followup_form.created", "followup_form.retired"}
