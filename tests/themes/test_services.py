import datetime
import hashlib
from typing import Any

import pytest

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, State
from insyn.kernel.access import Permission, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.portal.rules.words import Noun, Verb
from insyn.registry.queries import access_of
from insyn.themes import services
from insyn.themes.models import Recommendation, ThematicReview, ThemeCause, ThemeService
from insyn.themes.queries.duties import duty_sources
from insyn.themes.queries.sample import sample_of
from insyn.themes.rules import Receiver, SourceKind, Strength, ThemeState
from tests.factories import (
    ContractFactory,
    ProviderFactory,
    TemplateVersionFactory,
    UnitFactory,
)
from tests.themes.conftest import END, START, WHY, add_source, assessed, fresh, head, version_of

pytestmark = pytest.mark.django_db
AUTUMN = datetime.date(2026, 9, 1)


def rows(model, review):
    return model.objects.unscoped(reason=WHY).filter(review=review)


def write(access, review):
    return services.write_report(access, review, version=version_of(review))


def say(access, review, results):
    facts = services.TextFacts(results)
    return services.write_texts(access, review, facts=facts, version=version_of(review))


def weak(access, review, source, **facts):
    known = {"text": "Bemanning", "strength": Strength.WEAK, "basis": "Samtal"}
    cause = services.CauseInput(sources=[source], **(known | facts))
    return services.save_cause(access, review, facts=cause, version=version_of(review))


def decide(access, review, **facts):
    known: dict[str, Any] = {"board_reference": "2026-06-11 § 84", "decided_on": clock.today()}
    return services.decide_review(access, review, version=version_of(review), **(known | facts))


def test_a_review_begins_as_planned(review) -> None:
    assert review.shown_state is ThemeState.PLANNED


def test_a_reader_makes_no_review(bo, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.create_review(access_of(bo), ekby, facts=head())


def test_one_of_another_board_makes_no_review_here(cilla, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.create_review(access_of(cilla), ekby, facts=head())


def test_a_review_does_not_end_before_it_starts(access, ekby) -> None:
    with pytest.raises(RuleViolation, match="innan den börjar"):
        services.create_review(access, ekby, facts=head(starts_on=END, ends_on=START))


def test_the_responsible_has_a_role_in_the_board(access, ekby, cilla) -> None:
    with pytest.raises(RuleViolation, match="Cilla har ingen roll"):
        services.create_review(access, ekby, facts=head(responsible=cilla))


def test_a_personal_number_is_not_kept(access, review) -> None:
    with pytest.raises(RuleViolation, match="personnummer"):
        say(access, review, "Gäller 19850402-1234.")


def test_an_old_page_changes_nothing(access, review) -> None:
    services.change_review(access, review, facts=head(title="Nytt"), version=1)

    with pytest.raises(Outdated):
        services.change_review(access, review, facts=head(), version=1)


def test_the_whole_area_becomes_the_sample_once(access, ongoing) -> None:
    assert rows(ThemeService, ongoing).count() == 6

    with pytest.raises(RuleViolation, match="redan i urvalet"):
        services.add_services(
            access, ongoing, area=ongoing.service_area, version=version_of(ongoing)
        )


def drawn(access, review, count=3, seed="2026-03-01 KS 4", area=None) -> list[int]:
    facts = services.DrawFacts(count, seed, area)
    version = version_of(review)
    return [row.pk for row in services.draw_services(access, review, facts=facts, version=version)]


def test_as_many_as_asked_for_are_drawn_in_the_order_of_their_tickets(
    access, review, contracts
) -> None:
    found = drawn(access, review)

    def digest(pk: int) -> str:
        return hashlib.sha256(f"2026-03-01 KS 4:kontrakt:{pk}".encode()).hexdigest()

    assert found == sorted((row.pk for row in contracts), key=digest)[:3]
    rows = {row.contract_id: row.note for row in sample_of(access, review)}
    assert [rows[pk] for pk in found] == [f"Lottad som nummer {n} av 6" for n in (1, 2, 3)]


def test_the_same_seed_gives_the_same_sample_and_another_gives_another(
    access, ekby, area, contracts
) -> None:
    def of(seed: str) -> list[int]:
        row = services.create_review(access, ekby, facts=head(service_area=area))
        return drawn(access, row, seed=seed)

    assert of("ett") == of(" ett ")
    assert len({tuple(of(seed)) for seed in ("ett", "två", "tre", "fyra")}) > 1


def test_the_report_and_the_trail_tell_how_it_was_drawn(access, review, contracts) -> None:
    review.sample_text = "Verksamheter med många klagomål."
    review.save()

    drawn(access, review)

    told = fresh(review).sample_text
    assert told.startswith("Verksamheter med många klagomål.\n\nLottning ")
    assert "3 av 6 verksamheter (Boendestöd i prov) med fröet ”2026-03-01 KS 4”" in told
    line = AuditEvent.objects.unscoped(reason=WHY).get(event="thematic_review.services_drawn")
    assert (line.facts["count"], line.facts["of"], line.facts["seed"]) == (3, 6, "2026-03-01 KS 4")


def test_what_is_in_the_sample_is_not_drawn_again(access, review, contracts) -> None:
    first = drawn(access, review)

    assert not set(drawn(access, fresh(review))) & set(first)
    with pytest.raises(RuleViolation, match="inga verksamheter att lotta bland"):
        drawn(access, fresh(review), count=1)


@pytest.mark.parametrize("count", [0, 7])
def test_no_more_are_drawn_than_there_are(access, review, contracts, count) -> None:
    with pytest.raises(RuleViolation, match="finns 6 verksamheter att lotta bland"):
        drawn(access, review, count=count)

    assert not sample_of(access, review).exists()


@pytest.mark.parametrize("seed", [" ", "frö\u200b", "x" * 61])
def test_a_seed_that_cannot_be_copied_is_refused(access, review, contracts, seed) -> None:
    with pytest.raises(RuleViolation, match=r"frö|Frö"):
        drawn(access, review, seed=seed)


def test_the_draw_keeps_to_the_area_that_is_chosen(access, ekby, area, contracts) -> None:
    elsewhere = ContractFactory.create(agreement=contracts[0].agreement)
    review = services.create_review(access, ekby, facts=head())

    found = drawn(access, review, count=6, area=area)

    assert elsewhere.pk not in found
    assert set(found) == {row.pk for row in contracts}


def test_an_old_page_draws_nothing(access, review, contracts) -> None:
    facts = services.DrawFacts(3, "frö")
    with pytest.raises(Outdated):
        services.draw_services(access, review, facts=facts, version=99)


def test_those_who_do_not_write_draw_nothing(bo, cilla, review, contracts) -> None:
    for person in (bo, cilla):
        with pytest.raises(NotAllowed):
            drawn(access_of(person), review)


def test_contracts_are_taken_one_by_one(access, review, contracts) -> None:
    added = services.add_services(access, review, contracts=contracts[:2], version=1)

    assert added == 2


def test_nothing_chosen_is_told(access, review) -> None:
    with pytest.raises(RuleViolation, match="Välj verksamheter"):
        services.add_services(access, review, version=1)


def test_a_contract_of_another_board_is_refused(access, review) -> None:
    with pytest.raises(RuleViolation, match="inte del i avtalet"):
        services.add_services(access, review, contracts=[ContractFactory.create()], version=1)


def test_a_strong_cause_on_one_source_is_refused_and_not_kept(access, ongoing) -> None:
    source = add_source(access, ongoing, SourceKind.SURVEY)

    with pytest.raises(RuleViolation, match="minst två slag av källor"):
        weak(access, ongoing, source, strength=Strength.STRONG, services=3)
    assert not rows(ThemeCause, ongoing).exists()


def test_a_source_that_bears_a_cause_stays(access, ongoing) -> None:
    source = add_source(access, ongoing, SourceKind.SURVEY)
    weak(access, ongoing, source)

    with pytest.raises(RuleViolation, match="stöder sig på källan"):
        services.remove_part(access, ongoing, source, version=version_of(ongoing))


def test_a_source_does_not_change_kind_under_a_strong_cause(access, ready) -> None:
    source = ready.sources.visible_to(access).get(kind=SourceKind.VISITS)
    facts = services.SourceFacts(SourceKind.SURVEY, "Enkät till")

    with pytest.raises(RuleViolation, match="minst två slag"):
        services.save_source(access, ready, facts=facts, version=ready.version, row=source)


def test_a_source_of_another_review_bears_no_cause(access, ekby, ongoing) -> None:
    other = services.create_review(access, ekby, facts=head())
    source = add_source(access, other, SourceKind.SURVEY)

    with pytest.raises(RuleViolation, match="minst en källa"):
        weak(access, ongoing, source)


@pytest.mark.parametrize("part", ["sources", "causes", "recommendations"])
def test_a_report_without_one_of_its_parts_is_refused(access, ready, part) -> None:
    if part == "sources":
        ready.causes.visible_to(access).delete()
    getattr(ready, part).visible_to(access).delete()

    with pytest.raises(RuleViolation, match="Lägg till minst en"):
        write(access, ready)
    assert fresh(ready).shown_state is ThemeState.ONGOING


def test_a_planned_review_is_not_handed_in(access, review) -> None:
    with pytest.raises(RuleViolation, match="Lämna rapporten"):
        write(access, review)


def test_a_report_that_names_a_provider_is_refused_with_the_place(access, ready, contracts) -> None:
    say(access, ready, "Hos Solgården byn är det värst.")

    with pytest.raises(RuleViolation, match="”Solgården byn AB” nämns under Resultat"):
        write(access, ready)


def test_a_report_that_names_a_unit_is_refused(access, ready, contracts) -> None:
    UnitFactory.create(provider=contracts[0].provider, name="Lyktan")
    say(access, ready, "På Lyktan är det värst.")

    with pytest.raises(RuleViolation, match="”Lyktan” nämns"):
        write(access, ready)


def test_the_boards_own_name_may_stand_in_the_report(access, ready, ekby) -> None:
    provider = ProviderFactory.create(name="Ekby kommun")
    own = ContractFactory.create(agreement__authority=ekby, provider=provider)
    services.add_services(access, ready, contracts=[own], version=version_of(ready))
    say(access, ready, "Ekby kommun följer upp.")

    assert write(access, ready).shown_state is ThemeState.WRITTEN


def test_the_report_is_stored_as_word_and_pdf_out_of_sight_of_readers(access, bo, ready) -> None:
    written = write(access, ready)

    assert written.word.file_name.endswith(".docx")
    assert written.pdf.file_name.endswith(".pdf")
    assert written.word.direction == Direction.WORKING
    assert not Document.objects.visible_to(access_of(bo)).filter(pk=written.word_id).exists()


def test_a_report_that_is_handed_in_is_closed_until_it_is_opened(access, ready) -> None:
    write(access, ready)

    with pytest.raises(RuleViolation, match="Rapport skriven"):
        say(access, ready, "Mer.")
    opened = services.reopen_review(access, ready, version=version_of(ready))
    assert (opened.shown_state, opened.word, opened.written_on) == (ThemeState.ONGOING, None, None)


def test_the_board_treats_the_report_and_readers_get_what_was_handed_in(
    access, chief, bo, ready
) -> None:
    handed_in = write(access, ready).word
    decided = decide(chief, ready)

    assert decided.board_reference == "2026-06-11 § 84"
    assert Document.objects.visible_to(access_of(bo)).get(pk=decided.word_id).sha256 == (
        handed_in.sha256
    )


def test_one_who_writes_does_not_note_the_boards_treatment(access, ready) -> None:
    write(access, ready)

    with pytest.raises(NotAllowed):
        decide(access, ready)


def test_the_boards_reference_is_demanded(access, chief, ready) -> None:
    write(access, ready)

    with pytest.raises(RuleViolation, match="datum och paragraf"):
        decide(chief, ready, board_reference=" ")


def test_a_review_is_cancelled_with_a_reason(access, review) -> None:
    with pytest.raises(RuleViolation, match="ställs in"):
        services.cancel_review(access, review, reason=" ", version=1)
    cancelled = services.cancel_review(access, review, reason="Personalbrist", version=1)
    assert cancelled.cancelled_reason == "Personalbrist"


def test_each_service_gets_a_follow_up_of_the_kind_theme(access, ongoing, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    facts = services.PlannedFacts(START, version)

    made = services.plan_followups(access, ongoing, facts=facts, version=version_of(ongoing))

    found = Followup.objects.visible_to(access).filter(kind=Kind.THEME)
    assert made == found.count() == 6
    assert {row.reason_note for row in found} == {ongoing.title}
    with pytest.raises(RuleViolation, match="redan en uppföljning"):
        services.plan_followups(access, ongoing, facts=facts, version=version_of(ongoing))


def test_follow_ups_wait_until_the_review_has_begun(access, review, contracts) -> None:
    services.add_services(access, review, contracts=contracts, version=1)

    with pytest.raises(RuleViolation, match="Påbörja"):
        services.plan_followups(access, review, facts=services.PlannedFacts(START), version=2)


def test_a_follow_up_of_the_same_contract_is_linked(access, ongoing, contracts) -> None:
    service = rows(ThemeService, ongoing).get(contract=contracts[0])
    right, wrong = assessed(contracts[0]), assessed(contracts[1])

    def link(followup):
        return services.change_service(
            access, service, followup=followup, text="", version=version_of(ongoing)
        )

    with pytest.raises(RuleViolation, match="samma kontrakt"):
        link(wrong)
    assert link(right).followup == right
    with pytest.raises(RuleViolation, match="har en uppföljning"):
        services.remove_service(access, service, version=version_of(ongoing))


def test_a_service_that_a_cause_counts_stays(access, ready) -> None:
    first, second, *_rest = rows(ThemeService, ready)
    services.remove_service(access, first, version=version_of(ready))

    with pytest.raises(RuleViolation, match="Urvalet har bara 4"):
        services.remove_service(access, second, version=version_of(ready))


def test_a_recommendation_is_noted_as_done_after_the_report(access, ready) -> None:
    row = rows(Recommendation, ready).get()
    done = {"done_on": clock.today(), "done_note": "Införd", "version": row.version}

    with pytest.raises(RuleViolation, match="när rapporten är lämnad"):
        services.note_done(access, row, **done)
    write(access, ready)
    assert services.note_done(access, row, **done).done_note == "Införd"
    with pytest.raises(Outdated):
        services.note_done(access, row, **done)


def test_a_note_of_what_was_done_names_no_provider_of_the_sample(access, ready, contracts) -> None:
    write(access, ready)
    row = ready.recommendations.visible_to(access).get()
    said = f"Klart hos {contracts[0].provider.name}"

    with pytest.raises(RuleViolation, match="nämns under Vad som gjordes"):
        services.note_done(access, row, done_on=clock.today(), done_note=said, version=row.version)


def test_what_waits_comes_up_for_the_responsible_and_for_those_who_decide(
    access, chief, anna, ekby, ready
) -> None:
    facts = head(responsible=anna)
    services.change_review(access, ready, facts=facts, version=version_of(ready))

    def waiting(asker):
        sources = duty_sources(asker, START)
        return {name: source.rows.count() for name, source in sources.items() if source.rows}

    assert waiting(access) == {"themes.to_write": 1}
    write(access, ready)
    assert waiting(chief) == {"themes.to_treat": 1}
    decide(chief, ready)
    assert waiting(access) == {"themes.recommendations": 1}
    for source in duty_sources(access, START).values():
        assert [source.duty(row, START).url for row in source.rows] or not source.rows


def test_every_event_of_a_review_has_words_in_the_trail(access, chief, ready) -> None:
    write(access, ready)
    decide(chief, ready)

    events = AuditEvent.objects.unscoped(reason=WHY).filter(event__startswith="thematic_review.")
    verbs = {event.event.split(".")[1] for event in events}
    assert {"created", "started", "written", "decided", "part_added", "services_added"} <= verbs
    assert verbs <= set(Verb.codes())
    assert "thematic_review" in Noun.codes()


def test_readers_and_others_see_no_review_before_the_board_and_never_the_sample(
    access, chief, bo, cilla, ready
) -> None:
    def seen(user):
        asker = access_of(user)
        return (
            ThematicReview.objects.visible_to(asker).count(),
            ThemeService.objects.visible_to(asker).count(),
        )

    write(access, ready)
    assert (seen(bo), seen(cilla)) == ((0, 0), (0, 0))
    decide(chief, ready)
    assert (seen(bo), seen(cilla)) == ((1, 0), (0, 0))


def test_the_permissions_are_those_of_reports(access, chief, ekby) -> None:
    assert access.may(Permission.WRITE_REPORT, authority_id=ekby.pk)
    assert not access.may(Permission.DECIDE_REPORT, authority_id=ekby.pk)
    assert chief.may(Permission.DECIDE_REPORT, authority_id=ekby.pk)


def test_a_guarded_follow_up_is_linked_only_by_those_who_see_it(
    access, chief, ongoing, contracts
) -> None:
    service = rows(ThemeService, ongoing).get(contract=contracts[0])
    guarded = assessed(contracts[0], secrecy=Secrecy.CLIENT_DOCUMENT)
    linked = services.change_service(
        access, service, followup=guarded, text="", version=version_of(ongoing)
    )

    assert linked.followup == guarded
    assert not Followup.objects.visible_to(chief).filter(pk=guarded.pk, state=State.ASSESSED)


def test_the_receiver_and_cause_of_a_recommendation_are_kept(access, ready) -> None:
    row = rows(Recommendation, ready).get()

    assert (row.receiver, row.cause.text, row.due_on) == (
        Receiver.PROVIDERS, "Ny personal får ingen introduktion", AUTUMN,
    )  # fmt: skip
