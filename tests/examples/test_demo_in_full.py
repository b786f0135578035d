"""What the demonstration shows of a follow-up carried out in full."""

import pytest

from insyn.delegations.models import Delegation, DelegationDecision
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules import MeetingState
from insyn.examples.demonstration.changed import UNIT
from insyn.examples.demonstration.rules_of_boards import AGAINST_REQUIREMENTS
from insyn.examples.demonstration.town import Town
from insyn.findings.models import (
    DepthDecision,
    FactCheckComment,
    Finding,
    InspectorateQuestion,
    SecondReader,
    SecondReading,
    SharedExample,
)
from insyn.findings.queries.assessing import requirements_of
from insyn.findings.queries.repeats import repeats_of
from insyn.findings.rules import FindingKind
from insyn.findings.rules.lists import Consent, DepthState
from insyn.followups.models import (
    CallingUnitView,
    ContactNote,
    Correspondence,
    Followup,
    FollowupForm,
    FollowupProposal,
    Reviewer,
)
from insyn.followups.rules import Kind, State
from insyn.followups.rules.correspondence import Way
from insyn.followups.rules.forms import Depth
from insyn.followups.rules.proposals import ProposalState
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.measures.models import (
    EvidencePackage,
    Sanction,
    SanctionLine,
    Termination,
    TerminationTask,
    Verification,
)
from insyn.measures.rules.sanctions import SanctionState
from insyn.measures.rules.terminations import TaskPart, TerminationState
from insyn.measures.rules.verifying import Effect
from insyn.registry.rules import ContractStatus, OperatingForm, SanctionKind
from insyn.themes.models import Recommendation, ThematicReview, ThemeCause, ThemeService
from insyn.themes.rules import Strength, ThemeState
from insyn.visits.models import (
    FileSample,
    Interview,
    Photo,
    StaffingCheck,
    Visit,
    VisitLetter,
    VisitOperation,
)
from insyn.visits.rules.operations import VisitOperationOutcome
from tests import ready

pytestmark = pytest.mark.django_db


def rows(model):
    return model._base_manager.all()


@pytest.fixture
def ongoing(town: Town) -> Followup:
    found: Followup = rows(Followup).get(form__name=AGAINST_REQUIREMENTS, state=State.ONGOING)
    return found


def test_the_boards_have_settled_who_decides_what(town: Town) -> None:
    assert rows(Delegation).filter(role="").exists()
    assert rows(Delegation).filter(most__isnull=False).exists()


def test_a_form_has_words_documents_and_numbers_of_its_own(town: Town) -> None:
    form = rows(FollowupForm).get(name=AGAINST_REQUIREMENTS)

    assert form.own_words
    assert form.documents.unscoped(reason="a test").count() == 2
    assert rows(Followup).filter(form=form).first().number.startswith("KRAV-")


def test_a_visit_is_going_on_with_two_reviewers_and_half_the_requirements(ongoing, town) -> None:
    asked = requirements_of(town.access("anna"), ongoing)
    done = [row for row in asked if row.assessment is not None]

    assert rows(Visit).get(followup=ongoing).visited_on is not None
    assert len(done) * 2 == len(asked) > 0
    assert ongoing.reviewers.unscoped(reason="a test").count() == 2


@pytest.mark.parametrize("model", [Interview, FileSample, StaffingCheck, Photo, VisitLetter])
def test_the_visit_has_what_is_noted_on_the_spot(ongoing, model) -> None:
    assert rows(model).filter(visit__followup=ongoing).exists()


def test_two_answers_of_the_visit_wait_for_a_choice(ongoing) -> None:
    made = rows(VisitOperation).filter(visit__followup=ongoing)

    assert made.filter(outcome=VisitOperationOutcome.CONFLICT).count() == 1


def test_letters_calls_and_the_diary_are_there_to_see(ongoing) -> None:
    post = rows(Correspondence).filter(followup=ongoing)

    assert post.filter(way=Way.OUTGOING).count() >= 2
    assert post.filter(registered_on__isnull=False).exists()
    assert rows(ContactNote).filter(followup=ongoing).exists()
    assert rows(CallingUnitView).filter(followup=ongoing, received_on=None).exists()


def test_the_same_deficiency_was_found_the_year_before(ongoing, town) -> None:
    found = rows(Finding).filter(followup=ongoing, kind=FindingKind.DEFICIENCY)

    assert repeats_of(town.access("anna"), found)


def test_an_assessment_was_read_by_two_and_agreed_on(town) -> None:
    assert rows(SecondReader).filter(compared_on__isnull=False).exists()
    assert rows(SecondReading).exclude(settled_reason="").count() == 1


def test_a_disputed_answer_waits_for_somebody_else_to_decide(town) -> None:
    assert rows(FactCheckComment).exclude(dispute="").filter(second_on=None).count() == 1


def test_an_overview_waits_for_a_decision_on_depth(town) -> None:
    assert rows(DepthDecision).filter(state=DepthState.PROPOSED).count() == 1


def test_another_overview_has_led_to_a_follow_up_in_depth_of_what_it_found(town) -> None:
    decision = rows(DepthDecision).get(state=DepthState.IN_DEPTH)

    assert decision.in_depth.depth == Depth.IN_DEPTH
    assert decision.in_depth.comes_from == decision.followup
    assert decision.decision.delegation is not None
    assert rows(DepthDecision.findings.through).filter(depthdecision=decision).exists()


def test_a_follow_up_went_on_at_the_units_new_operator(town) -> None:
    new = rows(Followup).get(comes_from__unit__name=UNIT)
    old = new.comes_from

    assert old.state == State.CANCELLED
    assert new.contract.provider == new.unit.provider != old.contract.provider
    assert rows(Reviewer).filter(followup=old, left_on__isnull=False).exists()


def test_the_inspectorate_has_been_told_once(town) -> None:
    assert rows(InspectorateQuestion).filter(told_on__isnull=False).count() == 1


def test_a_case_worker_is_asked_for_views(town) -> None:
    asked = rows(CallingUnitView).filter(asked_of=town.users["handlaggare"])

    assert asked.filter(received_on=None, due_on__gte=ready.TODAY).exists()


def test_one_measure_had_effect_and_one_had_none(town) -> None:
    assert {Effect.FULL, Effect.NONE} <= set(rows(Verification).values_list("effect", flat=True))


def test_a_penalty_was_contested_and_reduced(town) -> None:
    sanction = rows(Sanction).get(kind=SanctionKind.PENALTY)
    (line,) = rows(SanctionLine).filter(sanction=sanction)

    assert sanction.state == SanctionState.REDUCED
    assert sanction.contested_on is not None
    assert line.settled < line.decided == line.proposed


def test_an_intake_stop_is_in_force_and_a_warning_is_proposed(town) -> None:
    stopped = rows(Sanction).get(kind=SanctionKind.INTAKE_STOP)

    assert stopped.contract.status == ContractStatus.INTAKE_STOP
    assert rows(Sanction).filter(kind=SanctionKind.WARNING, state=SanctionState.PROPOSED).exists()


@pytest.mark.parametrize("state", list(SanctionState))
def test_there_is_a_sanction_in_every_state(town, state) -> None:
    assert rows(Sanction).filter(state=state).exists()


def test_a_manager_answers_for_what_the_board_runs_itself(town) -> None:
    sanction = rows(Sanction).get(kind=SanctionKind.MANAGER_ACTION)

    assert sanction.contract.provider.operating_form == OperatingForm.IN_HOUSE
    assert sanction.decision is not None


def test_a_provider_that_left_handed_over_its_files_and_is_known_for_later(town) -> None:
    ended = rows(Termination).get(state=TerminationState.CLOSED)
    files = rows(TerminationTask).filter(termination=ended, part=TaskPart.FILES)

    assert ended.contract.status == ContractStatus.ENDED
    assert files.filter(count_all__gt=0, count_left=0).exclude(handed_to="").exists()
    assert rows(EvidencePackage).filter(termination=ended).exists()


def test_a_contract_that_the_board_ends_is_half_way_out(town) -> None:
    ending = rows(Termination).get(state=TerminationState.NOTIFIED)
    tasks = rows(TerminationTask).filter(termination=ending)

    assert ending.decision.board_reference
    assert ending.ends_on > ready.TODAY
    assert tasks.filter(done_on=None).exists()
    assert tasks.filter(count_left__gt=0, count_left__lt=ending.placed).exists()


@pytest.mark.parametrize("state", list(MeetingState))
def test_there_is_a_meeting_in_every_state(town, state) -> None:
    assert rows(DialogueMeeting).filter(state=state).exists()


def test_of_what_was_agreed_one_thing_is_done_one_late_and_one_to_come(town) -> None:
    points = rows(AgreedPoint).filter(meeting__minutes_sent_on__isnull=False)

    assert points.filter(done_on__isnull=False).exists()
    assert points.filter(done_on=None, due_on__lt=ready.TODAY).exists()
    assert points.filter(done_on=None, due_on__gte=ready.TODAY).exists()


def test_open_deficiencies_stand_on_the_agenda_of_a_meeting(town) -> None:
    assert rows(AgendaItem).filter(finding__isnull=False).exists()


def test_a_thematic_review_was_treated_with_a_report_of_its_own(town) -> None:
    review = rows(ThematicReview).get(state=ThemeState.DECIDED)
    causes = rows(ThemeCause).filter(review=review)

    assert review.word is not None
    assert review.pdf is not None
    assert {Strength.STRONG, Strength.WEAK} <= set(causes.values_list("strength", flat=True))
    assert rows(Recommendation).filter(review=review, done_on__isnull=False).exists()


def test_another_review_is_going_on_with_a_follow_up_of_the_theme(town) -> None:
    review = rows(ThematicReview).get(state=ThemeState.ONGOING)
    services = rows(ThemeService).filter(review=review)

    assert services.count() > 1
    assert services.filter(followup__kind=Kind.THEME).exists()


def test_somebody_is_mailed_about_what_waits(town) -> None:
    assert rows(OutgoingMail).filter(kind=MailKind.DIGEST).exists()


def test_new_providers_are_proposed_one_late_and_one_to_come(town) -> None:
    waiting = rows(FollowupProposal).filter(state=ProposalState.PROPOSED)

    assert waiting.filter(window_to__lt=ready.TODAY).exists()
    assert waiting.filter(window_to__gt=ready.TODAY).exists()


def test_one_good_example_is_shared_and_one_is_only_asked_about(town) -> None:
    assert rows(SharedExample).filter(shared_on__isnull=False).exists()
    assert rows(SharedExample).filter(consent=Consent.ASKED).exists()


def test_the_commissioner_itself_falls_short_somewhere(town) -> None:
    assert rows(Finding).filter(kind=FindingKind.COMMISSIONER_SHORTCOMING).exists()


def test_some_decisions_have_been_told_to_the_board_and_some_wait(town) -> None:
    assert rows(DelegationDecision).filter(reported_on__isnull=False).exists()
    assert rows(DelegationDecision).filter(reported_on=None).exists()
