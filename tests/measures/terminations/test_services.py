from dataclasses import replace
from datetime import timedelta

import pytest

from insyn.audit.models import AuditEvent
from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.rules import Matter
from insyn.documents.services import Paper
from insyn.followups.models import Correspondence
from insyn.followups.queries.changes import changes_of
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.measures.models import Sanction, SanctionLetter, Termination, TerminationLetter
from insyn.measures.rules.sanctions import Delivery, SanctionState
from insyn.measures.rules.terminations import (
    TaskPart,
    TerminationEvent,
    TerminationKind,
    TerminationState,
    months_after,
)
from insyn.measures.services.termination_moves import (
    EndDecision,
    EndNotice,
    close_termination,
    decide_termination,
    end_contract,
    give_notice,
    receive_notice,
    stop_termination,
)
from insyn.measures.services.termination_tasks import (
    TaskDetails,
    add_task,
    change_task,
    finish_task,
)
from insyn.measures.services.terminations import (
    TerminationFacts,
    change_termination,
    start_termination,
)
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import AgreementForm, ContractStatus
from tests.factories import DAY, MembershipFactory
from tests.measures.terminations.conftest import BOARD, REASON, again, tasks

pytestmark = pytest.mark.django_db
RECEIPT = EndNotice(delivery=Delivery.RECEIPT)


def in_register(contract: Contract) -> Contract:
    return Contract.objects.unscoped(reason="read again").get(pk=contract.pk)


def test_a_start_proposes_the_tasks_with_days_counted_back(termination) -> None:
    assert termination.ends_on == months_after(clock.today(), 3)
    last = next(task for task in tasks(termination) if "flyttat" in task.title)
    assert (last.due_on, last.count_left) == (termination.ends_on, 4)


def test_a_second_start_is_refused(anna_access, contract, facts, termination) -> None:
    with pytest.raises(RuleViolation, match="håller redan på"):
        start_termination(anna_access, contract, facts=facts)


def test_a_stopped_one_leaves_room_for_another(anna_access, contract, facts, termination) -> None:
    stop_termination(anna_access, termination, reason="Bristerna är avhjälpta")
    assert start_termination(anna_access, contract, facts=facts).pk != termination.pk


def test_an_ended_contract_is_not_ended_again(anna_access, contract, facts) -> None:
    contract.status, contract.status_reason = ContractStatus.ENDED, "Slut"
    contract.save()
    with pytest.raises(RuleViolation, match="redan upphört"):
        start_termination(anna_access, contract, facts=facts)


def test_a_start_without_reason_is_refused(anna_access, contract, facts) -> None:
    with pytest.raises(RuleViolation, match="Skriv skälet"):
        start_termination(anna_access, contract, facts=replace(facts, reason=" "))


def test_a_reason_with_a_personal_number_is_refused(anna_access, contract, facts) -> None:
    told = replace(facts, reason="Gäller 19121212-1212")
    with pytest.raises(RuleViolation, match="personnummer"):
        start_termination(anna_access, contract, facts=told)


def test_without_a_known_notice_period_the_last_day_is_chosen(anna_access, contract, facts) -> None:
    contract.agreement.notice_months = None
    contract.agreement.save()
    with pytest.raises(RuleViolation, match="uppsägningstid är inte angiven"):
        start_termination(anna_access, contract, facts=facts)
    day = clock.today() + timedelta(days=40)
    row = start_termination(anna_access, contract, facts=replace(facts, ends_on=day))
    assert row.ends_on == day


def test_in_house_is_not_given_notice(anna_access, contract, facts) -> None:
    contract.agreement.form = AgreementForm.MISSION
    contract.agreement.save()
    with pytest.raises(RuleViolation, match="I egen regi"):
        start_termination(anna_access, contract, facts=facts)


def test_a_reader_starts_nothing(bo, contract, facts) -> None:
    with pytest.raises(NotAllowed):
        start_termination(access_of(bo), contract, facts=facts)


def test_a_sanction_gives_its_decision_clause_and_kind(anna_access, contract, rescission) -> None:
    facts = TerminationFacts(TerminationKind.AGREED, REASON, at_once="Fara för liv")
    row = start_termination(anna_access, contract, facts=facts, sanction=rescission)
    assert (row.kind, row.clause, row.state) == ("rescission", "§ 10.3", "decided")
    assert row.decision_id == rescission.decision_id


def test_an_undecided_sanction_starts_nothing(anna_access, contract, facts, rescission) -> None:
    rescission.state = SanctionState.PROPOSED
    rescission.save()
    with pytest.raises(RuleViolation, match="Välj en beslutad"):
        start_termination(anna_access, contract, facts=facts, sanction=rescission)


def test_a_sanction_of_another_contract_starts_nothing(anna_access, contract, facts, rescission):
    rescission.contract_id += 1
    with pytest.raises(RuleViolation, match="annat kontrakt"):
        start_termination(anna_access, contract, facts=facts, sanction=rescission)


def test_a_sanction_leads_to_one_termination(anna_access, contract, facts, rescission) -> None:
    row = start_termination(anna_access, contract, facts=facts, sanction=rescission)
    stop_termination(anna_access, row, reason="Fel kontrakt")
    with pytest.raises(RuleViolation, match="redan lett"):
        start_termination(anna_access, contract, facts=facts, sanction=rescission)


def test_the_boards_decision_is_noted_with_its_number(anna_access, decided) -> None:
    decision = DelegationDecision.objects.unscoped(reason="read").get(pk=decided.decision_id)
    assert (decision.matter, decision.board_reference) == (Matter.TERMINATION, "2026-11-17 § 93")


def test_without_delegation_nobody_decides(anna_access, termination) -> None:
    with pytest.raises(RuleViolation, match="Ingen har delegation"):
        decide_termination(anna_access, termination, ruling=EndDecision())


def test_a_delegation_decides(anna_access, termination, ekby) -> None:
    Delegation.objects.create(
        authority=ekby,
        matter=Matter.TERMINATION,
        role=Role.PLAN_OWNER,
        clause="4.9",
        valid_from=clock.today(),
    )
    row = decide_termination(anna_access, termination, ruling=EndDecision())
    assert row.state == TerminationState.DECIDED


def test_a_reviewer_without_delegation_does_not_decide(termination, ekby) -> None:
    reviewer = MembershipFactory.create(authority=ekby, role=Role.REVIEWER).user
    with pytest.raises(NotAllowed):
        decide_termination(access_of(reviewer), termination, ruling=BOARD)


def test_a_rescission_demands_the_boards_reason(anna_access, contract, facts) -> None:
    told = replace(facts, kind=TerminationKind.RESCISSION)
    row = start_termination(anna_access, contract, facts=told)
    with pytest.raises(RuleViolation, match="nämndens skäl"):
        decide_termination(anna_access, row, ruling=BOARD)
    decided = decide_termination(anna_access, row, ruling=replace(BOARD, at_once="Fara för liv"))
    assert decided.at_once == "Fara för liv"


def test_a_rescission_ends_at_once(anna_access, contract, facts) -> None:
    told = replace(facts, kind=TerminationKind.RESCISSION, at_once="Fara för liv", placed=0)
    row = start_termination(anna_access, contract, facts=told)
    decide_termination(anna_access, row, ruling=BOARD)
    give_notice(anna_access, row, notice=RECEIPT)
    end_contract(anna_access, row)
    assert in_register(contract).ends_on == clock.today()


def test_what_the_provider_leaves_is_not_decided(anna_access, contract, facts) -> None:
    row = start_termination(
        anna_access, contract, facts=replace(facts, kind=TerminationKind.BY_PROVIDER)
    )
    with pytest.raises(RuleViolation, match="Utföraren avslutar själv"):
        decide_termination(anna_access, row, ruling=BOARD)


def test_the_providers_notice_comes_in_and_is_confirmed(anna_access, contract, facts) -> None:
    row = start_termination(
        anna_access, contract, facts=replace(facts, kind=TerminationKind.BY_PROVIDER)
    )
    notice = EndNotice(proof=Paper("Uppsägning", "brev.pdf", b"%PDF-1.7 brev"))
    receive_notice(anna_access, row, notice=notice)
    ways = Correspondence.objects.unscoped(reason="read").values_list("way", flat=True)
    assert sorted(ways) == ["incoming", "outgoing"]
    assert again(row).state == TerminationState.NOTIFIED


def test_the_board_does_not_receive_its_own_notice(anna_access, termination) -> None:
    with pytest.raises(RuleViolation, match="Det är nämnden som avslutar"):
        receive_notice(anna_access, termination, notice=EndNotice())


def test_a_notice_is_a_letter_in_word_and_pdf_for_the_diary(anna_access, noticed) -> None:
    [letter] = TerminationLetter.objects.unscoped(reason="read").filter(termination=noticed)
    assert letter.word.file_name.endswith(".docx")
    post = Correspondence.objects.unscoped(reason="read").get()
    assert (post.document_id, post.about) == (letter.pdf_id, f"measures.termination:{noticed.pk}")


def test_a_notice_mails_those_who_answer_for_the_provider(anna_access, decided, contact) -> None:
    contact.email = "kontakt@example.se"
    contact.save()
    told = give_notice(anna_access, decided, notice=RECEIPT)
    assert told.mailed == 1
    assert OutgoingMail.objects.unscoped(reason="read").get().subject == "Uppsägning av avtal"


def test_a_notice_too_short_is_refused(anna_access, decided) -> None:
    with pytest.raises(RuleViolation, match="tidigast"):
        give_notice(anna_access, decided, notice=replace(RECEIPT, ends_on=clock.today()))


def test_a_notice_before_the_decision_is_refused(anna_access, decided) -> None:
    day = clock.today() - timedelta(days=1)
    with pytest.raises(RuleViolation, match="innan beslutet"):
        give_notice(anna_access, decided, notice=replace(RECEIPT, notice_on=day))


def test_a_later_last_day_moves_what_is_left_to_do(anna_access, decided) -> None:
    before = {task.pk: task.due_on for task in tasks(decided)}
    later = decided.ends_on + timedelta(days=30)
    give_notice(anna_access, decided, notice=replace(RECEIPT, ends_on=later))
    moved = {task.pk: task.due_on for task in tasks(decided)}
    assert moved == {pk: day + timedelta(days=30) for pk, day in before.items() if day}


def test_one_letter_tells_of_the_sanction_too(anna_access, contract, rescission) -> None:
    facts = TerminationFacts(TerminationKind.RESCISSION, REASON, at_once="Fara för liv")
    row = start_termination(anna_access, contract, facts=facts, sanction=rescission)
    give_notice(anna_access, row, notice=RECEIPT)
    sanction = Sanction.objects.unscoped(reason="read").get(pk=rescission.pk)
    [letter] = SanctionLetter.objects.unscoped(reason="read").filter(sanction=sanction)
    own = TerminationLetter.objects.unscoped(reason="read").get(termination=row)
    assert (sanction.state, letter.pdf_id) == (SanctionState.NOTIFIED, own.pdf_id)
    assert sanction.answer_due_on == clock.today() + timedelta(days=14)


def test_a_withdrawn_sanction_ends_no_contract(anna_access, contract, rescission) -> None:
    facts = TerminationFacts(TerminationKind.RESCISSION, REASON, at_once="Fara för liv")
    row = start_termination(anna_access, contract, facts=facts, sanction=rescission)
    rescission.state = SanctionState.WITHDRAWN
    rescission.save()
    with pytest.raises(RuleViolation, match="gäller inte längre"):
        give_notice(anna_access, row, notice=RECEIPT)


def test_a_contract_does_not_end_with_somebody_placed(anna_access, reached) -> None:
    task = next(task for task in tasks(reached) if task.part == TaskPart.PLACED)
    task.count_left = 1
    task.save()
    with pytest.raises(RuleViolation, match="Det är 1 kvar"):
        end_contract(anna_access, reached)


def test_a_contract_does_not_end_before_its_last_day(anna_access, noticed) -> None:
    with pytest.raises(RuleViolation, match="till och med"):
        end_contract(anna_access, noticed)


def test_an_ended_contract_has_ended_in_the_register(anna_access, reached, contract) -> None:
    end_contract(anna_access, reached)
    row = in_register(contract)
    assert (row.status, row.ends_on) == (ContractStatus.ENDED, reached.ends_on)
    assert REASON not in row.status_reason


def test_an_open_followup_tells_that_its_contract_has_ended(anna_access, reached, followup):
    end_contract(anna_access, reached)
    followup.contract.refresh_from_db()
    followup.state, followup.planned_for = State.PLANNED, DAY
    tomorrow = clock.today() + timedelta(days=1)
    assert "contract_ended" in {
        change.kind for change in changes_of(anna_access, followup, tomorrow)
    }


def test_the_work_is_not_closed_with_tasks_left(anna_access, reached) -> None:
    row = end_contract(anna_access, reached)
    with pytest.raises(RuleViolation, match=r"uppgift(er)? kvar"):
        close_termination(anna_access, row)


def test_the_work_is_closed_when_all_is_done(anna_access, reached) -> None:
    row = end_contract(anna_access, reached)
    for task in tasks(row):
        finish_task(anna_access, task)
    assert close_termination(anna_access, row).closed_on == clock.today()


def test_a_told_provider_is_told_that_the_contract_goes_on(anna_access, noticed) -> None:
    stop_termination(anna_access, noticed, reason="Bristerna är avhjälpta")
    events = TerminationLetter.objects.unscoped(reason="read").values_list("event", flat=True)
    assert list(events) == [TerminationEvent.NOTIFY, TerminationEvent.STOP]


def test_what_nobody_was_told_of_is_stopped_without_letter(anna_access, decided) -> None:
    stop_termination(anna_access, decided, reason="Bristerna är avhjälpta")
    assert not TerminationLetter.objects.unscoped(reason="read").exists()


def test_a_stop_says_why(anna_access, decided) -> None:
    with pytest.raises(RuleViolation, match="Skriv varför"):
        stop_termination(anna_access, decided, reason=" ")


def test_two_at_once_the_second_is_told(anna_access, termination, facts) -> None:
    change_termination(anna_access, termination, facts=facts, version=1)
    with pytest.raises(Outdated):
        change_termination(anna_access, termination, facts=facts, version=1)


def test_a_repeated_decision_reads_that_it_is_done(anna_access, decided) -> None:
    with pytest.raises(RuleViolation, match="går inte när läget är ”Beslutad”"):
        decide_termination(anna_access, decided, ruling=BOARD, version=1)


def test_after_the_notice_only_who_is_responsible_changes(anna, anna_access, noticed, facts):
    told = replace(facts, reason="Något annat", placed=9, responsible=anna)
    row = change_termination(anna_access, noticed, facts=told)
    assert (row.reason, row.placed, row.responsible) == (REASON, 4, anna)


def test_another_last_day_moves_the_tasks(anna_access, termination, facts) -> None:
    before = [task.due_on for task in tasks(termination)]
    later = termination.ends_on + timedelta(days=7)
    change_termination(anna_access, termination, facts=replace(facts, ends_on=later))
    assert [day + timedelta(days=7) for day in before if day] == [
        task.due_on for task in tasks(termination)
    ]


def test_a_task_is_added(anna_access, termination) -> None:
    task = add_task(anna_access, termination, facts=TaskDetails(TaskPart.OTHER, "Hämta nycklarna"))
    assert task.pk in {row.pk for row in tasks(termination)}


def test_a_task_without_title_is_refused(anna_access, termination) -> None:
    with pytest.raises(RuleViolation, match="vad som ska göras"):
        add_task(anna_access, termination, facts=TaskDetails(TaskPart.OTHER, " "))


def test_a_task_never_names_a_person_by_number(anna_access, termination) -> None:
    facts = TaskDetails(TaskPart.FILES, "Akt", note="19121212-1212")
    with pytest.raises(RuleViolation, match="personnummer"):
        add_task(anna_access, termination, facts=facts)


def test_files_say_how_many_of_how_many_and_to_whom(anna_access, termination) -> None:
    facts = TaskDetails(
        TaskPart.FILES, "Ta emot akter", count_all=40, count_left=0,
        handed_to="Socialnämnden i Ekby, arkivansvarig", done_on=clock.today(),
    )  # fmt: skip
    task = next(task for task in tasks(termination) if "Ta emot" in task.title)
    assert change_task(anna_access, task, facts=facts, version=1).handed_over == 40


def test_a_task_with_somebody_left_is_not_finished(anna_access, termination) -> None:
    task = next(task for task in tasks(termination) if task.part == TaskPart.PLACED)
    with pytest.raises(RuleViolation, match="4 kvar"):
        finish_task(anna_access, task)


def test_a_finished_task_is_not_finished_twice(anna_access, termination) -> None:
    task = next(task for task in tasks(termination) if task.part == TaskPart.STAFF)
    finish_task(anna_access, task)
    with pytest.raises(RuleViolation, match="redan klar"):
        finish_task(anna_access, task)


def test_two_who_change_a_task_the_second_is_told(anna_access, termination) -> None:
    task = tasks(termination)[0]
    facts = TaskDetails(TaskPart.OTHER, "Annat")
    change_task(anna_access, task, facts=facts, version=1)
    with pytest.raises(Outdated):
        change_task(anna_access, task, facts=facts, version=1)


def test_a_reader_changes_no_task(bo, termination) -> None:
    with pytest.raises(NotAllowed):
        finish_task(access_of(bo), tasks(termination)[0])


def test_what_is_stopped_has_no_more_tasks(anna_access, termination) -> None:
    stop_termination(anna_access, termination, reason="Bristerna är avhjälpta")
    with pytest.raises(RuleViolation, match="fullföljs inte"):
        add_task(anna_access, termination, facts=TaskDetails(TaskPart.OTHER, "Ring"))


def test_each_move_leaves_a_line_in_the_trail(anna_access, reached) -> None:
    end_contract(anna_access, reached)
    events = AuditEvent.objects.visible_to(anna_access).about(reached).order_by("pk")
    assert [line.event for line in events] == [
        "termination.started",
        "termination.decided",
        "termination.notice_given",
        "termination.ended",
    ]


def test_a_reader_sees_no_termination(bo, termination) -> None:
    assert not Termination.objects.visible_to(access_of(bo)).exists()
