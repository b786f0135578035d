import pytest

from insyn.registry.rules import AgreementForm, SanctionKind
from insyn.registry.rules.ladders import SENTENCES, kinds_for, step_problem, usual_ladder


@pytest.mark.parametrize("form", list(AgreementForm))
def test_the_usual_steps_fit_their_agreement(form):
    assert [step_problem(kind, form=form) for kind in usual_ladder(form) if kind] == [
        "" for _ in usual_ladder(form)
    ]


def test_in_house_services_begin_with_a_remark_and_end_at_the_board():
    steps = usual_ladder(AgreementForm.MISSION)

    assert (steps[0], steps[-1]) == (SanctionKind.REMARK, SanctionKind.BOARD_DECISION)


def test_a_municipality_takes_no_penalty_from_itself():
    said = step_problem(SanctionKind.PENALTY, form=AgreementForm.MISSION)

    assert said == SENTENCES["needs_contract"]


def test_a_bought_service_has_no_step_of_the_manager():
    said = step_problem(SanctionKind.MANAGER_ACTION, form=AgreementForm.FRAMEWORK)

    assert said == SENTENCES["only_in_house"]


@pytest.mark.parametrize("days", [-1, 731])
def test_a_deadline_outside_two_years_is_refused(days):
    said = step_problem(SanctionKind.REMARK, form=AgreementForm.FRAMEWORK, deadline_days=days)

    assert said == SENTENCES["deadline"]


def test_every_step_has_an_agreement_that_can_have_it():
    offered = {kind for form in AgreementForm for kind in kinds_for(form)}

    assert offered == set(SanctionKind)
