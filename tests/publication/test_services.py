import datetime
from collections.abc import Callable
from typing import Any

import pytest

from insyn.audit.models import AuditEvent
from insyn.findings.models import FactCheck, Finding
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.rules import State
from insyn.kernel.access import Access, Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.portal.rules.words import FactName, Noun, Verb
from insyn.publication import services
from insyn.publication.models import Publication
from insyn.publication.queries.duties import duty_sources
from insyn.publication.queries.listed import may_of
from insyn.publication.rules import LeftOut, PublicationState
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.registry.rules import LegalForm
from tests import people
from tests.factories import MembershipFactory, ServiceAreaFactory
from tests.publication.conftest import WHY, fresh, head, lines, move, publish
from tests.publication.factories import (
    FIRST,
    LAST,
    SEEN,
    answered,
    followed_up,
    questions_of,
    service,
    sheltered,
)

pytestmark = pytest.mark.django_db


def create(access, ekby, **facts):
    return services.create_publication(access, ekby, facts=head(**facts))


def test_a_draft_holds_what_may_be_told_and_nothing_that_was_written(draft):
    (line,) = lines(draft)

    assert line["followups"] == [
        {
            "date": "2025-05-12",
            "kind": "visit",
            "areas": [{"name": "Personal", "level": "partly"}],
            "deficiencies_found": 2,
            "deficiencies_remedied": 1,
            "action_plan": "approved",
        }
    ]
    assert "HEMLIG" not in str(line)
    assert "HEMLIG" not in str(fresh(draft).summary)


def test_no_text_can_break_the_catalogue_of_all_boards(access, ekby, followup):
    """A control character is no XML: one board's text would close the catalogue to everybody."""
    row = create(access, ekby, text="Vi följde\x08 upp.", text_en="We followed\x0b up.")

    assert (row.text, row.text_en) == ("Vi följde upp.", "We followed\n up.")


def test_commissioners_shortcomings_are_not_counted(draft):
    assert fresh(draft).summary[0]["found"] == 2


def test_everybody_with_a_contract_is_there_also_when_not_followed_up(access, ekby, area, followup):
    service(ekby, area, name="Kommunens egen regi", operating_form="in_house")

    row = create(access, ekby)

    told = {line["provider"]["name"]: len(line["followups"]) for line in lines(row)}
    assert told == {"Kommunens egen regi": 0, "Älvdalens Omsorg AB": 1}


@pytest.mark.parametrize(
    "facts",
    [
        {"secrecy": Secrecy.RESTRICTED},
        {"state": State.DRAFT, "reported_on": None},
        {"seen": LAST + datetime.timedelta(days=1)},
        {"seen": FIRST - datetime.timedelta(days=1)},
    ],
)
def test_a_followup_that_is_guarded_unreported_or_of_other_days_is_not_told(
    access, ekby, contract, facts
):
    followed_up(contract, **facts)

    assert lines(create(access, ekby))[0]["followups"] == []


def test_a_followup_of_another_board_is_not_told(access, ekby, norrby, area, contract):
    followed_up(service(norrby, area, name="Grannens"))

    (line,) = lines(create(access, ekby))
    assert line["provider"]["name"] == "Älvdalens Omsorg AB"


def test_only_the_chosen_service_areas_are_told(access, ekby, followup):
    other = ServiceAreaFactory.create()

    assert lines(create(access, ekby, service_areas=[other])) == []


def test_a_sole_traders_number_is_never_told(access, ekby, area):
    service(ekby, area, name="Firma A", legal_form=LegalForm.SOLE_TRADER)
    service(ekby, area, name="Firma B", org_number="8507099805")

    told = [line["provider"]["organisation_number"] for line in lines(create(access, ekby))]
    assert told == [None, None]


def test_units_of_sheltered_housing_are_not_named(access, ekby):
    area = sheltered()
    service(ekby, area, name="Trygga")

    assert lines(create(access, ekby))[0]["units"] == []


def test_the_results_of_a_place_for_fewer_than_five_are_withheld(access, ekby, area):
    followed_up(service(ekby, area, name="Lilla", places=4))

    row = create(access, ekby)
    (line,) = lines(row)
    assert line["results_withheld"]
    assert line["followups"] == [{"date": "2025-05-12", "kind": "visit"}]
    assert (fresh(row).summary[0]["found"], fresh(row).summary[0]["followed_up"]) == (0, 1)


def test_a_provider_whose_fact_check_is_not_settled_is_left_out_and_listed(access, ekby, followup):
    FactCheck.objects.create(
        followup=followup, state=FactCheckState.ANSWERED, sent_on=SEEN, due_on=SEEN
    )

    row = create(access, ekby)

    assert lines(row) == []
    assert fresh(row).left_out == [
        {"provider": "Älvdalens Omsorg AB", "why": LeftOut.FACT_CHECK, "note": ""}
    ]


def test_an_excepted_provider_is_left_out_with_the_reason(access, draft, contract):
    facts = services.NoteFacts(is_left_out=True, reason="Prövas i domstol")

    move(services.note_provider, access, draft, provider=contract.provider, facts=facts)

    assert lines(draft) == []
    assert fresh(draft).left_out[0]["note"] == "Prövas i domstol"


def test_the_boards_own_sentence_is_told_in_both_languages(access, draft, contract):
    facts = services.NoteFacts(sentence="Bra arbete.", sentence_en="Good work.")

    move(services.note_provider, access, draft, provider=contract.provider, facts=facts)
    assert lines(draft)[0]["board_sentence"] == {"sv": "Bra arbete.", "en": "Good work."}

    none = services.NoteFacts()
    move(services.note_provider, access, draft, provider=contract.provider, facts=none)
    assert lines(draft)[0]["board_sentence"] == {"sv": "", "en": ""}


@pytest.mark.parametrize(
    "facts",
    [
        {"is_left_out": True},
        {"sentence": "Bara på svenska."},
        {"sentence": "Hos 19850709-9805.", "sentence_en": "At home."},
    ],
)
def test_a_note_that_is_half_or_names_somebody_is_refused(access, draft, contract, facts):
    with pytest.raises(RuleViolation):
        move(
            services.note_provider, access, draft, provider=contract.provider,
            facts=services.NoteFacts(**facts),
        )  # fmt: skip


def test_an_address_of_sheltered_housing_is_refused(access, ekby):
    area = sheltered()
    contract = service(ekby, area, name="Trygga")
    row = create(access, ekby)
    facts = services.NoteFacts(sentence="Huset på Storgatan 12.", sentence_en="The house.")

    with pytest.raises(RuleViolation, match="adress"):
        move(services.note_provider, access, row, provider=contract.provider, facts=facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"first_on": LAST, "last_on": FIRST},
        {"last_on": datetime.date(2199, 1, 1)},
        {"text": "Se 19850709-9805."},
    ],
)
def test_a_period_that_is_not_over_or_a_personal_number_is_refused(access, ekby, facts):
    with pytest.raises(RuleViolation):
        create(access, ekby, **facts)


def test_only_who_prepares_may_begin(chief, ekby):
    with pytest.raises(NotAllowed):
        create(chief, ekby)


def test_nothing_is_proposed_with_a_text_missing(access, ekby, followup):
    row = create(access, ekby, text_en="")

    with pytest.raises(RuleViolation, match="engelska"):
        move(services.propose_publication, access, row)


def test_nothing_is_proposed_without_providers(access, ekby):
    with pytest.raises(RuleViolation, match="utförare"):
        move(services.propose_publication, access, create(access, ekby))


def test_who_made_it_may_not_approve_it(access, anna, ekby, draft):
    MembershipFactory.create(user=anna, authority=ekby, role=Role.DECISION_MAKER)
    both = access_of(anna)
    move(services.propose_publication, both, draft)

    with pytest.raises(RuleViolation, match="kollega"):
        move(services.approve_publication, both, draft)


def test_another_who_proposed_it_may_not_approve_it_either(access, ekby, draft):
    other = people.member(ekby, Role.PLAN_OWNER, "Disa")
    MembershipFactory.create(user=other, authority=ekby, role=Role.REGISTRAR)
    move(services.propose_publication, access_of(other), draft)

    with pytest.raises(RuleViolation, match="kollega"):
        move(services.approve_publication, access_of(other), draft)


HANDS: dict[str, Callable[[Access, Publication], Any]] = {
    "changed": lambda access, row: move(
        services.change_publication, access, row, facts=head(title="Med min mening")
    ),
    "gathered": lambda access, row: move(services.gather, access, row),
    "noted": lambda access, row: move(
        services.note_provider, access, row, provider=Provider.objects.get(),
        facts=services.NoteFacts(sentence="Nämnden nöjd.", sentence_en="The board is content."),
    ),
    "proposed and taken back": lambda access, row: move(
        services.take_back_publication, access, move(services.propose_publication, access, row)
    ),
}  # fmt: skip


@pytest.mark.parametrize("hand", HANDS.values(), ids=HANDS)
def test_nobody_who_has_had_a_hand_in_it_may_approve_it(access, ekby, draft, hand):
    other = people.member(ekby, Role.PLAN_OWNER, "Båda")
    MembershipFactory.create(user=other, authority=ekby, role=Role.REGISTRAR)
    theirs = access_of(other)
    hand(theirs, draft)
    row = move(services.propose_publication, access, draft)

    with pytest.raises(RuleViolation, match="kollega"):
        move(services.approve_publication, theirs, row)

    assert not may_of(theirs, fresh(row))["approve"]
    assert not duty_sources(theirs, LAST)["publication.to_approve"].rows.exists()
    assert fresh(row).makers.count() == 2


def test_who_was_refused_has_had_no_hand_in_it(access, chief, bo, draft):
    with pytest.raises(NotAllowed):
        move(services.gather, access_of(bo), draft)
    with pytest.raises(Outdated):
        services.gather(access, draft, version=99)

    assert [one.pk for one in fresh(draft).makers.all()] == [access.user_id]


def test_who_only_prepares_may_not_approve(access, draft):
    move(services.propose_publication, access, draft)

    with pytest.raises(NotAllowed):
        move(services.approve_publication, access, draft)


def test_a_reader_may_not_publish(access, chief, bo, draft):
    move(services.propose_publication, access, draft)
    move(services.approve_publication, chief, draft)

    with pytest.raises(NotAllowed):
        move(services.publish_publication, access_of(bo), draft)


def test_what_is_proposed_cannot_be_changed(access, draft):
    move(services.propose_publication, access, draft)

    with pytest.raises(RuleViolation, match="utkast"):
        move(services.change_publication, access, draft, facts=head(title="Annat"))
    with pytest.raises(RuleViolation, match="utkast"):
        move(services.gather, access, draft)


def test_it_is_published_as_it_was_approved_and_written_in_the_trail(out):
    row = fresh(out)

    assert row.state == PublicationState.PUBLISHED
    assert row.published_at is not None
    event = AuditEvent.objects.unscoped(reason=WHY).get(event="publication.published")
    assert event.facts["fingerprint"] == row.fingerprint


def test_it_is_not_published_when_what_it_stands_on_has_changed(access, chief, draft, followup):
    move(services.propose_publication, access, draft)
    move(services.approve_publication, chief, draft)
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    with pytest.raises(RuleViolation, match="ändrats"):
        move(services.publish_publication, access, draft)


def test_what_is_published_stands_when_its_sources_change(out, followup):
    before = lines(out)
    Finding.objects.unscoped(reason=WHY).filter(followup=followup).delete()
    followup.contract.provider.name = "Nytt namn AB"
    followup.contract.provider.save()

    assert lines(out) == before


def test_it_can_be_taken_back_and_approved_again(access, chief, draft):
    move(services.propose_publication, access, draft)
    move(services.take_back_publication, chief, draft)
    assert fresh(draft).proposed_by is None

    assert publish(access, chief, draft).state == PublicationState.PUBLISHED


def test_a_correction_replaces_what_it_corrects_and_says_what_changed(access, chief, out):
    new = move(services.correct_publication, access, out)
    with pytest.raises(RuleViolation, match="Rättelsen"):
        move(services.propose_publication, access, new)
    facts = head(change_note="Ett datum är rättat.", change_note_en="A date is corrected.")
    move(services.change_publication, access, new, facts=facts)

    publish(access, chief, new)

    assert fresh(out).state == PublicationState.REPLACED
    assert (fresh(new).edition, fresh(new).corrects_id) == (2, out.pk)


def test_a_correction_is_begun_once(access, out, draft):
    move(services.correct_publication, access, out)

    with pytest.raises(RuleViolation, match="redan"):
        move(services.correct_publication, access, out)


def test_a_draft_is_not_corrected(access, draft):
    with pytest.raises(RuleViolation):
        move(services.correct_publication, access, draft)


def test_it_is_withdrawn_with_a_reason_in_both_languages(access, chief, out):
    with pytest.raises(RuleViolation):
        move(services.withdraw_publication, chief, out, reason="Fel.", reason_en=" ")

    move(services.withdraw_publication, chief, out, reason="Fel.", reason_en="Wrong.")

    assert fresh(out).state == PublicationState.WITHDRAWN


def test_an_old_page_changes_nothing(access, draft):
    with pytest.raises(Outdated):
        services.propose_publication(access, draft, version=draft.version + 7)


def test_another_board_sees_nothing(cilla, out):
    assert not Publication.objects.visible_to(access_of(cilla)).exists()


def test_a_reader_sees_it_first_when_it_is_published(access, chief, bo, draft):
    seen = Publication.objects.visible_to(access_of(bo))
    assert not seen.all().exists()

    publish(access, chief, draft)

    assert seen.all().exists()


def test_all_that_happens_has_words_in_the_trail(access, chief, draft, contract):
    for facts in (
        services.NoteFacts(is_left_out=True, reason="Domstol"),
        services.NoteFacts(sentence="Bra.", sentence_en="Good."),
    ):
        move(services.note_provider, access, draft, provider=contract.provider, facts=facts)
    move(services.gather, access, draft)
    move(services.change_publication, access, draft, facts=head())
    move(services.propose_publication, access, draft)
    move(services.take_back_publication, access, draft)
    out = publish(access, chief, draft)
    new = move(services.correct_publication, access, out)
    corrected = head(change_note="Rättat.", change_note_en="Corrected.")
    move(services.change_publication, access, new, facts=corrected)
    publish(access, chief, new)
    move(services.withdraw_publication, chief, new, reason="Fel.", reason_en="Wrong.")

    events = AuditEvent.objects.unscoped(reason=WHY).filter(event__startswith="publication.")
    verbs = {event.event.split(".")[1] for event in events}
    assert len(verbs) == 12
    assert verbs <= set(Verb.codes())
    assert "publication" in Noun.codes()
    assert {name for event in events for name in event.facts} <= set(FactName.codes())


# Numbers of persons.


def with_replies(ekby, area, *numbers):
    """Return questions, and contracts of which so many clients have answered."""
    questions = questions_of(ekby)
    contracts = []
    for place, number in enumerate(numbers):
        contract = service(ekby, area, name=f"Utförare {place}")
        answered(questions, contract, number)
        contracts.append(contract)
    return questions, contracts


def test_small_groups_of_persons_are_withheld_with_one_more(access, ekby, area):
    with_replies(ekby, area, 2, 8, 9, 0)

    row = create(access, ekby)

    assert [line["replies"] for line in lines(row)] == [None, None, 9, 0]
    assert fresh(row).told.told[()] == 19


def test_persons_of_the_same_days_are_told_once(access, chief, ekby, area):
    questions, contracts = with_replies(ekby, area, 10, 12)
    publish(access, chief, create(access, ekby))
    answered(questions, contracts[0], 1)

    half = create(access, ekby, first_on=datetime.date(2025, 4, 1))
    same = create(access, ekby)

    assert fresh(half).replies == []
    assert fresh(same).replies == []
    assert [line["replies"] for line in lines(same)] == [None, None]


def test_a_correction_that_changes_nothing_of_persons_may_repeat_them(access, chief, ekby, area):
    with_replies(ekby, area, 10, 12)
    out = publish(access, chief, create(access, ekby))

    new = move(services.correct_publication, access, out)

    assert fresh(new).replies == fresh(out).replies != []


def test_what_is_withdrawn_is_still_known(access, chief, ekby, area):
    questions, contracts = with_replies(ekby, area, 10, 12)
    out = publish(access, chief, create(access, ekby))
    move(services.withdraw_publication, chief, out, reason="Fel.", reason_en="Wrong.")
    answered(questions, contracts[0], 1)

    assert fresh(create(access, ekby)).replies == []


def test_a_left_out_provider_is_not_in_the_sums_of_persons(access, ekby, area):
    _questions, contracts = with_replies(ekby, area, 10, 12)
    row = create(access, ekby)
    facts = services.NoteFacts(is_left_out=True, reason="Domstol")

    move(services.note_provider, access, row, provider=contracts[0].provider, facts=facts)

    assert fresh(row).told.told[()] == 12
