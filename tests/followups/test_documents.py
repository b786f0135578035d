from datetime import date, timedelta

import pytest

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper
from insyn.followups import services
from insyn.followups.models import Basis, DocumentRequest, Followup
from insyn.followups.rules import ENDED, USUAL_DOCUMENTS, BasisKind, LegalBasis, RequestState, State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import Law
from tests.factories import DAY, LotFactory, ProviderContactFactory, ServiceAreaFactory

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 16)
PDF = Paper(title="Rutin", file_name="rutin.pdf", content=b"%PDF-1.7 text")


@pytest.fixture
def request_(anna, followup) -> DocumentRequest:
    return services.request_document(
        access_of(anna), followup, title="Klagomålsrutiner", due_on=DUE, asked_on=DAY
    )


@pytest.fixture
def client_request(anna, followup) -> DocumentRequest:
    return services.request_document(
        access_of(anna),
        followup,
        title="Genomförandeplaner H 17",
        due_on=DUE,
        asked_on=DAY,
        secrecy=Secrecy.CLIENT_DOCUMENT,
    )


def stored(user) -> DocumentRequest:
    return DocumentRequest.objects.visible_to(access_of(user)).get()


def in_area(followup: Followup, law: Law) -> Followup:
    area = ServiceAreaFactory.create(law=law)
    followup.lot = LotFactory.create(agreement=followup.contract.agreement, service_area=area)
    followup.save()
    return followup


@pytest.mark.parametrize(
    ("law", "basis"),
    [(Law.SOL, LegalBasis.SOL), (Law.LSS, LegalBasis.AGREEMENT), (Law.BOTH, LegalBasis.BOTH)],
)
def test_a_request_says_on_what_ground_it_stands(anna, followup, law, basis) -> None:
    row = services.request_document(
        access_of(anna), in_area(followup, law), title="CV", due_on=DUE, asked_on=DAY
    )

    assert row.legal_basis == basis.label


def test_without_a_known_service_area_it_stands_on_the_agreement(request_) -> None:
    assert request_.legal_basis == LegalBasis.AGREEMENT.label


def test_the_last_day_never_comes_before_the_request(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="Sista dagen"):
        services.request_document(
            access_of(anna),
            followup,
            title="CV",
            due_on=DAY - timedelta(days=1),
            asked_on=DAY,
        )


def test_a_request_is_never_more_open_than_its_follow_up(anna, followup) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    row = services.request_document(access_of(anna), followup, title="CV", due_on=DUE, asked_on=DAY)

    assert row.secrecy == Secrecy.RESTRICTED


def test_the_usual_documents_are_asked_for_at_once(anna, followup) -> None:
    with clock.pretend(DAY):
        made = services.request_usual_documents(access_of(anna), followup)

    assert [row.title for row in made] == [usual.title for usual in USUAL_DOCUMENTS]
    assert {row.due_on for row in made} == {DUE}


def test_plans_about_clients_are_guarded_and_the_rest_is_not(anna, followup) -> None:
    levels = {
        row.title: row.secrecy
        for row in services.request_usual_documents(access_of(anna), followup)
    }

    assert levels.pop("Genomförandeplaner i den egna kommunens ärenden") == Secrecy.CLIENT_DOCUMENT
    assert set(levels.values()) == {Secrecy.INTERNAL}


def test_what_has_been_asked_for_is_not_asked_for_again(anna, followup, request_) -> None:
    made = services.request_usual_documents(access_of(anna), followup)

    assert len(made) == len(USUAL_DOCUMENTS) - 1
    with pytest.raises(RuleViolation, match="redan begärda"):
        services.request_usual_documents(access_of(anna), followup)


def test_what_comes_in_is_stored_as_incoming_from_the_provider(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, papers=[PDF], received_on=DUE)

    row = stored(anna)
    document = Document.objects.visible_to(access_of(anna)).get()
    assert (row.state, row.received_on) == (RequestState.RECEIVED, DUE)
    assert (document.direction, document.dated_on) == (Direction.INCOMING, DUE)
    assert document.counterpart == request_.followup.contract.provider.name


def test_what_comes_in_becomes_a_basis_once(anna, request_) -> None:
    for _ in range(2):
        services.receive_document(access_of(anna), request_, papers=[PDF], received_on=DUE)

    assert Basis.objects.visible_to(access_of(anna)).get().kind == BasisKind.DOCUMENTS
    assert stored(anna).documents.all().unscoped(reason="test").count() == 2


def test_a_document_shown_on_paper_is_received_without_a_file(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DUE)

    assert stored(anna).state == RequestState.RECEIVED
    assert not Document.objects.exists()


def test_the_first_day_of_receipt_is_kept(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DAY)
    services.receive_document(access_of(anna), request_, received_on=DUE)

    assert stored(anna).received_on == DAY


def test_what_comes_in_for_clients_is_as_guarded_as_the_request(anna, client_request) -> None:
    paper = Paper("Plan", "plan.pdf", b"%PDF-1.7", retain_until=date(2027, 1, 1))

    services.receive_document(access_of(anna), client_request, papers=[paper], received_on=DUE)

    document = Document.objects.visible_to(access_of(anna)).get()
    assert document.secrecy == Secrecy.CLIENT_DOCUMENT


def test_a_document_about_clients_without_retention_date_is_refused(anna, client_request) -> None:
    with pytest.raises(RuleViolation, match="gallring"):
        services.receive_document(access_of(anna), client_request, papers=[PDF], received_on=DUE)

    assert stored(anna).state == RequestState.REQUESTED
    assert not Document.objects.exists()


def test_an_extract_from_the_criminal_records_is_refused(anna, request_) -> None:
    extract = Paper("Registerutdrag", "utdrag.pdf", b"%PDF-1.7")

    with pytest.raises(RuleViolation, match="Registerutdrag"):
        services.receive_document(access_of(anna), request_, papers=[extract], received_on=DUE)


def test_one_bad_file_of_two_stores_neither(anna, request_) -> None:
    bad = Paper("Program", "program.exe", b"MZ")

    with pytest.raises(RuleViolation):
        services.receive_document(access_of(anna), request_, papers=[PDF, bad], received_on=DUE)

    assert not Document.objects.exists()


def test_nothing_is_received_before_it_was_asked_for(anna, request_) -> None:
    with pytest.raises(RuleViolation, match="innan den begärdes"):
        services.receive_document(access_of(anna), request_, received_on=DAY - timedelta(days=1))


def test_a_received_document_is_reviewed(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DUE)
    services.review_document(access_of(anna), request_, judgement="Aktuell", reviewed_on=DUE)

    row = stored(anna)
    assert (row.state, row.judgement, row.reviewed_on) == (RequestState.REVIEWED, "Aktuell", DUE)


def test_what_has_not_come_is_not_reviewed(anna, request_) -> None:
    with pytest.raises(RuleViolation, match="inte kommit in"):
        services.review_document(access_of(anna), request_, judgement="Bra")


def test_nothing_is_reviewed_before_it_came(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DUE)

    with pytest.raises(RuleViolation, match="innan den kom in"):
        services.review_document(access_of(anna), request_, judgement="Bra", reviewed_on=DAY)


def test_after_the_review_a_supplement_is_asked_for_instead(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DUE)
    services.review_document(access_of(anna), request_, judgement="Bra", reviewed_on=DUE)

    with pytest.raises(RuleViolation, match="komplettering"):
        services.receive_document(access_of(anna), request_, received_on=DUE)


def test_a_request_is_taken_back_while_nothing_has_come(anna, request_) -> None:
    services.withdraw_request(access_of(anna), request_)

    assert not DocumentRequest.objects.exists()


def test_a_request_with_an_answer_stays(anna, request_) -> None:
    services.receive_document(access_of(anna), request_, received_on=DUE)

    with pytest.raises(RuleViolation, match="ta tillbaka"):
        services.withdraw_request(access_of(anna), request_)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_is_asked_for_or_received_when_it_has_ended(state, anna, followup, request_):
    followup.state, followup.cancelled_reason = state, "Skäl"
    followup.save()
    request_.refresh_from_db()
    access = access_of(anna)

    for act in (
        lambda: services.request_document(access, followup, title="CV", due_on=date(2030, 1, 1)),
        lambda: services.receive_document(access, request_),
        lambda: services.review_document(access, request_, judgement="Bra"),
        lambda: services.withdraw_request(access, request_),
    ):
        with pytest.raises(RuleViolation, match="avslutad"):
            act()


def test_a_supplement_is_asked_for_also_after_the_report(anna, followup) -> None:
    followup.state = State.MEASURES
    followup.save()

    row = services.request_document(
        access_of(anna), followup, title="Rutin", due_on=date(2030, 1, 1), is_supplement=True
    )

    assert row.is_supplement


def contact_of(followup: Followup) -> User:
    provider, authority = followup.contract.provider, followup.authority
    return ProviderContactFactory.create(provider=provider, authority=authority).user


def test_the_providers_contact_hands_in(followup, request_) -> None:
    contact = contact_of(followup)

    services.receive_document(access_of(contact), request_, papers=[PDF], received_on=DUE)

    request_.refresh_from_db()
    assert request_.state == RequestState.RECEIVED


def test_another_providers_contact_does_not(contact, request_) -> None:
    with pytest.raises(NotAllowed):
        services.receive_document(access_of(contact), request_, papers=[PDF], received_on=DUE)


def test_the_providers_contact_never_reviews(followup, request_) -> None:
    contact = contact_of(followup)

    with pytest.raises(NotAllowed):
        services.review_document(access_of(contact), request_, judgement="Utmärkt")


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_others_ask_for_and_receive_nothing(who, followup, request_, request) -> None:
    access = access_of(request.getfixturevalue(who))

    for act in (
        lambda: services.request_document(access, followup, title="CV", due_on=DUE),
        lambda: services.request_usual_documents(access, followup),
        lambda: services.receive_document(access, request_),
        lambda: services.review_document(access, request_, judgement="Bra"),
        lambda: services.withdraw_request(access, request_),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_trail_never_names_a_document_about_clients(anna, client_request) -> None:
    paper = Paper("Plan H 17", "h17.pdf", b"%PDF-1.7", retain_until=date(2027, 1, 1))
    services.receive_document(access_of(anna), client_request, papers=[paper], received_on=DUE)
    services.review_document(access_of(anna), client_request, judgement="H 17 ok", reviewed_on=DUE)

    lines = AuditEvent.objects.visible_to(access_of(anna))
    said = " ".join(f"{line.subject_name} {line.facts}" for line in lines)
    assert "H 17" not in said
    assert "h17" not in said


def test_a_reader_of_the_trail_without_clearance_does_not_see_the_lines(bo, client_request) -> None:
    lines = AuditEvent.objects.visible_to(access_of(bo))

    assert "followup.document_requested" not in {line.event for line in lines}
