from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from insyn.audit.models import AuditEvent
from insyn.delegations.models import DelegationDecision
from insyn.documents.models import Document
from insyn.documents.services import Paper
from insyn.followups.models import Correspondence
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.measures.models import Sanction, SanctionLetter, SanctionMove
from insyn.measures.rules.amounts import Claim
from insyn.measures.rules.sanctions import (
    SANCTION_LIFECYCLE,
    Delivery,
    SanctionEvent,
    SanctionState,
)
from insyn.measures.services.intake import StopFacts, lift_intake_stop
from insyn.measures.services.sanction_moves import (
    Ruling,
    carry_out_sanction,
    close_sanction,
    decide_sanction,
    reject_proposal,
    settle_sanction,
)
from insyn.measures.services.sanction_notices import (
    ContestFacts,
    Handover,
    add_proof,
    contest_sanction,
    notify_provider,
)
from insyn.measures.services.sanctions import LineFacts, change_proposal, propose_sanction
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import AgreementForm, ContractStatus, SanctionKind
from insyn.registry.rules.ladders import NEEDS_CONTRACT
from insyn.registry.services import remove_step
from tests.factories import SanctionStepFactory
from tests.measures.sanctions.conftest import BOARD, CLAIM, lines

pytestmark = pytest.mark.django_db
CONTEST = ContestFacts("Två av passen var bemannade.")
PDF = Paper("Bevis", "bevis.pdf", b"%PDF-1.7 bevis")


def again(row: Sanction) -> Sanction:
    return Sanction.objects.unscoped(reason="read again").get(pk=row.pk)


def propose(access, followup, facts):
    return propose_sanction(
        access, followup.contract, authority=followup.authority, facts=facts, followup=followup
    )


def test_a_proposal_has_a_number_its_clause_and_a_line_with_its_sum(anna_access, sanction):
    assert sanction.number == f"S-{clock.today().year}-001"
    assert sanction.clause == "§ 14.2"
    assert [line.proposed for line in lines(anna_access, sanction)] == [Decimal("12500.50")]


def test_proposals_are_numbered_without_gaps(anna_access, followup, facts):
    rows = [propose(anna_access, followup, facts) for _ in range(3)]
    assert [row.number[-3:] for row in rows] == ["001", "002", "003"]


def test_a_step_without_clause_is_refused(anna_access, followup, facts, step):
    step.clause = " "
    step.save()
    with pytest.raises(RuleViolation, match="saknar klausul"):
        propose(anna_access, followup, facts)


def test_a_step_of_another_agreement_is_refused(anna_access, followup, facts):
    other = SanctionStepFactory.create(kind=SanctionKind.PENALTY, clause="§ 1")
    with pytest.raises(RuleViolation, match="finns inte i avtalets"):
        propose(anna_access, followup, replace(facts, step=other))


@pytest.mark.parametrize("name", ["reasons", "proportionality"])
def test_a_proposal_without_reasons_is_refused(anna_access, followup, facts, name):
    with pytest.raises(RuleViolation, match="Skriv"):
        propose(anna_access, followup, replace(facts, **{name: " "}))


def test_a_personal_number_is_refused(anna_access, followup, facts):
    with pytest.raises(RuleViolation, match="personnummer"):
        propose(anna_access, followup, replace(facts, reasons="Om 19121212-1212 hos er."))


def test_an_amount_below_zero_is_refused(anna_access, followup, facts):
    claim = replace(CLAIM, quantity=None, rate=None, amount=Decimal(-1))
    with pytest.raises(RuleViolation, match="Rad 1: Beloppet kan inte vara lägre än noll"):
        propose(anna_access, followup, replace(facts, lines=[LineFacts(claim)]))


def test_a_penalty_without_lines_is_refused(anna_access, followup, facts):
    with pytest.raises(RuleViolation, match="minst en rad"):
        propose(anna_access, followup, replace(facts, lines=()))


def test_a_finding_of_a_draft_is_no_ground(anna_access, followup, facts):
    followup.reported_on = None
    followup.save()
    with pytest.raises(RuleViolation, match="Välj grunder"):
        propose(anna_access, followup, facts)


def test_in_house_service_knows_no_penalty(anna_access, followup, facts):
    agreement = followup.contract.agreement
    agreement.form = AgreementForm.MISSION
    agreement.save()
    with pytest.raises(RuleViolation, match="egen regi"):
        propose(anna_access, followup, facts)
    assert facts.step.kind in NEEDS_CONTRACT


def test_in_house_service_has_a_manager_action(anna_access, followup, facts):
    agreement = followup.contract.agreement
    agreement.form = AgreementForm.MISSION
    agreement.save()
    action = SanctionStepFactory.create(
        agreement=agreement, number=9, kind=SanctionKind.MANAGER_ACTION, clause="Uppdraget 5"
    )
    row = propose(anna_access, followup, replace(facts, step=action, lines=()))
    assert row.kind == SanctionKind.MANAGER_ACTION


def test_a_reader_may_not_propose(bo, followup, facts):
    with pytest.raises(NotAllowed):
        propose(access_of(bo), followup, facts)


def test_a_changed_proposal_has_its_new_lines_only(anna_access, sanction, facts):
    claim = Claim("Sen rapport", CLAIM.period_from, CLAIM.period_to, amount=Decimal(700))
    change_proposal(anna_access, sanction, facts=replace(facts, lines=[LineFacts(claim)]))
    assert [str(line.proposed) for line in lines(anna_access, sanction)] == ["700.00"]


def test_a_stale_change_is_refused(anna_access, sanction, facts):
    with pytest.raises(Outdated):
        change_proposal(anna_access, sanction, facts=facts, version=sanction.version + 7)


def test_a_step_that_a_sanction_stands_on_stays_in_the_ladder(anna_access, sanction):
    with pytest.raises(RuleViolation, match="används"):
        remove_step(anna_access, sanction.step)


def test_nobody_decides_without_a_delegation(anna_access, sanction):
    with pytest.raises(RuleViolation, match="har delegation"):
        decide_sanction(anna_access, sanction, ruling=Ruling({}))
    assert again(sanction).state == SanctionState.PROPOSED


def test_the_refusal_says_who_may_decide(anna_access, sanction, give):
    give(Role.DECISION_MAKER)
    with pytest.raises(RuleViolation, match="Chef eller beslutsfattare"):
        decide_sanction(anna_access, sanction, ruling=Ruling({}))


def test_more_than_the_delegation_allows_is_refused(decider, sanction, give):
    give(Role.DECISION_MAKER, most=12_500)
    with pytest.raises(RuleViolation, match="Beloppet är högre än"):
        decide_sanction(access_of(decider), sanction, ruling=Ruling({}))


def test_a_decision_on_delegation_is_noted_with_its_sum(decider, sanction, give):
    give(Role.DECISION_MAKER, most=12_501)
    row = decide_sanction(access_of(decider), sanction, ruling=Ruling({}))
    noted = DelegationDecision.objects.visible_to(access_of(decider)).get()
    assert row.decision == noted
    assert noted.amount == Decimal("12500.50")
    assert noted.matter == "penalty"


def test_a_reviewer_with_a_delegation_may_decide(reviewer, sanction, give):
    give(Role.REVIEWER)
    assert decide_sanction(access_of(reviewer), sanction, ruling=Ruling({})).decision


def test_a_reviewer_without_one_may_not(reviewer, sanction):
    with pytest.raises(NotAllowed):
        decide_sanction(access_of(reviewer), sanction, ruling=BOARD)


def test_a_line_may_be_decided_lower_but_not_higher(anna_access, sanction):
    [line] = lines(anna_access, sanction)
    higher = replace(BOARD, amounts={line.pk: Decimal(13_000)})
    with pytest.raises(RuleViolation, match="mer än det föreslagna"):
        decide_sanction(anna_access, sanction, ruling=higher)
    decide_sanction(anna_access, sanction, ruling=replace(BOARD, amounts={line.pk: Decimal(9)}))
    assert lines(anna_access, sanction)[0].decided == 9


def test_a_decision_before_the_proposal_is_refused(anna_access, sanction):
    early = replace(BOARD, decided_on=clock.today() - timedelta(days=1))
    with pytest.raises(RuleViolation, match="kan inte ligga före"):
        decide_sanction(anna_access, sanction, ruling=early)


def test_a_rejected_proposal_says_why(anna_access, sanction):
    with pytest.raises(RuleViolation, match="varför förslaget avslås"):
        reject_proposal(anna_access, sanction, note=" ")
    assert reject_proposal(anna_access, sanction, note="För tidigt").state == "withdrawn"


def test_the_deadline_is_counted_from_the_letter_by_the_ladder(told):
    assert told.answer_due_on == clock.today() + timedelta(days=21)


def test_a_deadline_before_the_letter_is_refused(anna_access, decided):
    early = Handover(Delivery.EMAIL, answer_due_on=clock.today() - timedelta(days=1))
    with pytest.raises(RuleViolation, match="före dagen för brevet"):
        notify_provider(anna_access, decided, handover=early)


def test_a_letter_before_the_decision_is_refused(anna_access, decided):
    early = Handover(Delivery.EMAIL, notified_on=clock.today() - timedelta(days=1))
    with pytest.raises(RuleViolation, match="innan beslutet är fattat"):
        notify_provider(anna_access, decided, handover=early)


def test_the_letter_is_kept_as_word_and_pdf_and_noted_as_post(anna_access, told):
    letter = SanctionLetter.objects.visible_to(anna_access).get()
    assert letter.word.file_name.endswith(".docx")
    assert letter.pdf.file_name.endswith(".pdf")
    post = Correspondence.objects.visible_to(anna_access).get()
    assert post.document == letter.pdf
    assert post.party == told.contract.provider.name


def test_the_contacts_of_the_provider_are_mailed_once(anna_access, decided, contact):
    contact.email = "kontakt@utforare.example"
    contact.save()
    made = notify_provider(anna_access, decided, handover=Handover(Delivery.PORTAL))
    mails = OutgoingMail.objects.unscoped(reason="who got a mail").filter(user=contact)
    assert made.mailed == mails.count() == 1


def test_nobody_to_mail_is_told(anna_access, decided):
    made = notify_provider(anna_access, decided, handover=Handover(Delivery.PORTAL))
    assert made.mailed == 0


def test_the_proof_may_come_later_and_once(anna_access, told):
    row = add_proof(anna_access, told, paper=PDF, note="Undertecknat")
    assert row.proof is not None
    assert row.proof.counterpart == told.contract.provider.name
    with pytest.raises(RuleViolation, match="redan ett bevis"):
        add_proof(anna_access, row, paper=PDF)


def test_nothing_is_proved_before_the_letter(anna_access, decided):
    with pytest.raises(RuleViolation, match="inte delgiven"):
        add_proof(anna_access, decided, paper=PDF)


def test_the_provider_contests_by_itself(contact, told, anna_access):
    row = contest_sanction(access_of(contact), told, facts=replace(CONTEST, paper=PDF))
    assert row.state == SanctionState.CONTESTED
    assert row.contested_on == clock.today()
    incoming = Correspondence.objects.visible_to(anna_access).filter(way="incoming").get()
    assert incoming.document == row.contest_file


def test_the_provider_contests_once(contact, told):
    contest_sanction(access_of(contact), told, facts=CONTEST)
    with pytest.raises(RuleViolation, match="redan bestridit"):
        contest_sanction(access_of(contact), told, facts=CONTEST)


def test_the_provider_is_too_late_but_the_authority_may_note_it(contact, anna_access, told):
    told.notified_on = clock.today() - timedelta(days=30)
    told.answer_due_on = clock.today() - timedelta(days=1)
    told.save()
    with pytest.raises(RuleViolation, match="gick ut"):
        contest_sanction(access_of(contact), told, facts=CONTEST)
    assert contest_sanction(anna_access, told, facts=CONTEST).state == SanctionState.CONTESTED


def test_another_provider_may_not_contest(other_contact, told):
    with pytest.raises(NotAllowed):
        contest_sanction(access_of(other_contact), told, facts=CONTEST)


@pytest.fixture
def contested(anna_access, told):
    return contest_sanction(anna_access, told, facts=CONTEST)


def test_a_contested_penalty_is_reduced_line_by_line(anna_access, contested):
    [line] = lines(anna_access, contested)
    ruling = replace(BOARD, amounts={line.pk: Decimal("7500.30")}, text="Två pass var bemannade.")
    settle_sanction(anna_access, contested, SanctionEvent.REDUCE, ruling=ruling)
    [line] = lines(anna_access, contested)
    assert (line.decided, line.settled) == (Decimal("12500.50"), Decimal("7500.30"))
    assert again(contested).state == SanctionState.REDUCED
    assert SanctionLetter.objects.visible_to(anna_access).count() == 2


def test_an_amount_is_never_raised_after_a_contest(anna_access, contested):
    [line] = lines(anna_access, contested)
    ruling = replace(BOARD, amounts={line.pk: Decimal(20_000)}, text="Mer")
    with pytest.raises(RuleViolation, match="inte höjas"):
        settle_sanction(anna_access, contested, SanctionEvent.REDUCE, ruling=ruling)


def test_a_reduction_that_reduces_nothing_is_refused(anna_access, contested):
    ruling = replace(BOARD, text="Samma")
    with pytest.raises(RuleViolation, match="Vidhåll"):
        settle_sanction(anna_access, contested, SanctionEvent.REDUCE, ruling=ruling)


def test_an_answer_says_why(anna_access, contested):
    with pytest.raises(RuleViolation, match="Skriv varför"):
        settle_sanction(anna_access, contested, SanctionEvent.UPHOLD, ruling=BOARD)


def test_an_upheld_decision_keeps_its_amount(anna_access, contested):
    ruling = replace(BOARD, text="Passen var obemannade.")
    settle_sanction(anna_access, contested, SanctionEvent.UPHOLD, ruling=ruling)
    assert lines(anna_access, contested)[0].settled == Decimal("12500.50")


def test_a_withdrawn_decision_comes_to_nothing_and_is_closed(anna_access, contested):
    ruling = replace(BOARD, text="Utföraren har rätt.")
    row = settle_sanction(anna_access, contested, SanctionEvent.WITHDRAW, ruling=ruling).sanction
    assert lines(anna_access, contested)[0].settled == 0
    assert close_sanction(anna_access, row).state == SanctionState.CLOSED


def test_the_answer_to_a_contest_is_a_decision_of_its_own(anna_access, contested):
    ruling = Ruling({}, text="Passen var obemannade.")
    with pytest.raises(RuleViolation, match="har delegation"):
        settle_sanction(anna_access, contested, SanctionEvent.UPHOLD, ruling=ruling)


def test_a_penalty_is_not_carried_out_while_it_may_be_contested(anna_access, told):
    with pytest.raises(RuleViolation, match="kan bestrida beslutet till och med"):
        carry_out_sanction(anna_access, told)
    assert carry_out_sanction(anna_access, told, is_accepted=True).carried_out_on == clock.today()


def test_what_was_carried_out_is_closed(anna_access, told):
    row = carry_out_sanction(anna_access, told, is_accepted=True)
    assert close_sanction(anna_access, row).state == SanctionState.CLOSED
    assert again(row).carried_out_on == clock.today()


STOP = StopFacts(clock.today(), "Brister i bemanningen")


def test_an_intake_stop_is_in_the_register_once_the_provider_is_told(anna_access, intake_stop):
    notify_provider(anna_access, intake_stop, handover=Handover(Delivery.EMAIL, stop=STOP))
    contract = Contract.objects.visible_to(anna_access).get(pk=intake_stop.contract_id)
    assert contract.status == ContractStatus.INTAKE_STOP
    assert contract.status_reason == "Brister i bemanningen"


def test_an_intake_stop_says_from_when(anna_access, intake_stop):
    with pytest.raises(RuleViolation, match="från vilken dag"):
        notify_provider(anna_access, intake_stop, handover=Handover(Delivery.EMAIL))


def test_an_intake_stop_is_lifted_with_a_reason(anna_access, intake_stop):
    notify_provider(anna_access, intake_stop, handover=Handover(Delivery.EMAIL, stop=STOP))
    contract = Contract.objects.visible_to(anna_access).get(pk=intake_stop.contract_id)
    with pytest.raises(RuleViolation, match="varför"):
        lift_intake_stop(anna_access, contract, reason="")
    assert lift_intake_stop(anna_access, contract, reason="Bemannat").status == "active"
    with pytest.raises(RuleViolation, match="inget intagsstopp"):
        lift_intake_stop(anna_access, contract, reason="Bemannat")


def test_a_shared_agreement_is_stopped_by_its_owner_only(
    cilla, followup, facts, cooperation, norrby
):
    agreement = followup.contract.agreement
    agreement.cooperation = cooperation
    agreement.save()
    stop = SanctionStepFactory.create(
        agreement=agreement, number=6, kind=SanctionKind.INTAKE_STOP, clause="§ 15"
    )
    with pytest.raises(RuleViolation, match="äger avtalet"):
        propose_sanction(
            access_of(cilla),
            followup.contract,
            authority=norrby,
            facts=replace(facts, step=stop, lines=(), findings=()),
        )


ACTS = {
    SanctionEvent.DECIDE: lambda a, row: decide_sanction(a, row, ruling=BOARD),
    SanctionEvent.REJECT: lambda a, row: reject_proposal(a, row, note="Nej"),
    SanctionEvent.NOTIFY: lambda a, row: notify_provider(a, row, handover=Handover(Delivery.EMAIL)),
    SanctionEvent.CONTEST: lambda a, row: contest_sanction(a, row, facts=CONTEST),
    SanctionEvent.UPHOLD: lambda a, row: settle_sanction(
        a, row, SanctionEvent.UPHOLD, ruling=replace(BOARD, text="Nej")
    ),
    SanctionEvent.REDUCE: lambda a, row: settle_sanction(
        a, row, SanctionEvent.REDUCE, ruling=replace(BOARD, text="Nej")
    ),
    SanctionEvent.WITHDRAW: lambda a, row: settle_sanction(
        a, row, SanctionEvent.WITHDRAW, ruling=replace(BOARD, text="Nej")
    ),
    SanctionEvent.CARRY_OUT: carry_out_sanction,
    SanctionEvent.CLOSE: close_sanction,
}
ILLEGAL = [
    (state, event)
    for state in SanctionState
    for event in ACTS
    if not SANCTION_LIFECYCLE.allows(state, event)
]


@pytest.mark.parametrize(("state", "event"), ILLEGAL)
def test_an_illegal_move_is_refused_with_a_sentence(anna_access, told, state, event):
    told.state = state
    told.save()
    with pytest.raises(RuleViolation, match="går inte när läget är"):
        ACTS[event](anna_access, told)
    assert again(told).state == state


def test_every_move_leaves_a_mark_and_a_line_in_the_trail(anna_access, contested):
    marks = SanctionMove.objects.visible_to(anna_access).values_list("event", flat=True)
    assert list(marks) == ["propose", "decide", "notify", "contest"]
    events = AuditEvent.objects.visible_to(anna_access).filter(event__startswith="sanction.")
    assert events.count() == 4


def test_another_board_may_do_nothing(cilla, told):
    with pytest.raises(NotAllowed):
        carry_out_sanction(access_of(cilla), told, is_accepted=True)


def test_the_papers_are_no_more_open_than_the_sanction(anna_access, told):
    levels = Document.objects.visible_to(anna_access).values_list("secrecy", flat=True)
    assert set(levels) == {told.secrecy}


@pytest.mark.parametrize("state", sorted(set(SanctionState) - {SanctionState.PROPOSED}))
def test_only_a_proposal_is_changed(anna_access, sanction, facts, state):
    sanction.state = state
    sanction.save()
    with pytest.raises(RuleViolation, match="går inte när läget är"):
        change_proposal(anna_access, sanction, facts=facts)
    assert again(sanction).version == sanction.version


def test_every_event_after_the_proposal_is_tried_out_of_order():
    assert set(ACTS) | {SanctionEvent.PROPOSE, SanctionEvent.CHANGE} == set(SanctionEvent)
