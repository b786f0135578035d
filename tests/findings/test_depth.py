"""From an overview to a follow-up in depth: proposed from the findings, decided, and planned."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.rules import Matter
from insyn.findings import services
from insyn.findings.models import DepthDecision, Finding
from insyn.findings.queries.depth import scope_of, ticked_beforehand
from insyn.findings.queries.duties_findings import DEPTH_TO_DECIDE, duty_sources
from insyn.findings.rules import FindingKind
from insyn.findings.rules.depth import PROPOSED_IN, ScopeFinding, proposed_scope, proposing_refusal
from insyn.findings.rules.lists import DepthState
from insyn.findings.services import DepthFacts, DepthVerdict
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import State
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from tests.factories import (
    MembershipFactory,
    RequirementFactory,
    RequirementVersionFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(followup, anna):
    followup.depth = Depth.OVERVIEW
    followup.save()
    Reviewer.objects.create(followup=followup, user=anna, has_no_conflict=True)
    return followup


@pytest.fixture
def wording(followup, deficiency):
    agreement = followup.contract.agreement
    requirement = RequirementFactory.create(
        authority=agreement.authority, agreement=agreement, pack=None
    )
    row = RequirementVersionFactory.create(requirement=requirement, valid_from=date(2024, 1, 1))
    deficiency.wording = row
    deficiency.save()
    return row


@pytest.fixture
def manager(ekby):
    """Decides in Ekby."""
    user = UserFactory.create()
    MembershipFactory.create(user=user, authority=ekby, role=Role.DECISION_MAKER)
    return user


@pytest.fixture
def delegation(ekby):
    return Delegation.objects.create(
        authority=ekby, matter=Matter.DEPTH, role=Role.DECISION_MAKER, clause="4.7",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip


def facts(deficiency, **changed):
    said = {"reasons": "Bemanningen brister.", "findings": [deficiency]} | changed
    return DepthFacts(**said)


@pytest.fixture
def proposal(anna, overview, deficiency):
    return services.propose_depth(access_of(anna), overview, facts=facts(deficiency))


def yes(**changed):
    later = clock.today() + timedelta(days=60)
    usual: dict[str, Any] = {"goes_in_depth": True, "reasons": "Behövs.", "planned_for": later}
    return DepthVerdict(**usual | changed)


NO = DepthVerdict(goes_in_depth=False, reasons="Räcker att följa åtgärderna.")


def decide(person, proposal, verdict, **kwargs):
    return services.decide_depth(access_of(person), proposal, facts=verdict, **kwargs)


@given(
    st.lists(
        st.builds(ScopeFinding, st.integers(), st.sampled_from(FindingKind),
                  st.none() | st.integers(), st.none() | st.integers())
    )
)  # fmt: skip
def test_only_deficiencies_are_ticked_beforehand(found) -> None:
    lacking = [one for one in found if one.kind == FindingKind.DEFICIENCY]

    scope = proposed_scope(found)

    assert scope.findings == {one.key for one in lacking}
    assert scope.sections == {one.section for one in lacking} - {None}
    assert scope.requirements == {one.requirement for one in lacking} - {None}


@given(st.sampled_from(Depth), st.sampled_from(State), st.none() | st.sampled_from(DepthState))
def test_it_is_proposed_only_from_an_overview_under_way(depth, state, decided) -> None:
    may = not proposing_refusal(depth, state, decided)
    is_open = decided in {None, DepthState.PROPOSED}
    assert may == (depth == Depth.OVERVIEW and state in PROPOSED_IN and is_open)


def test_the_scope_is_ticked_from_the_deficiencies(anna, overview, deficiency, section, wording):
    Finding.objects.create(
        followup=overview, kind=FindingKind.GOOD_PRACTICE, area="Personal", text="Stabil grupp"
    )

    scope = ticked_beforehand(access_of(anna), overview)

    assert scope.findings == {deficiency.pk}
    assert scope.sections == {section.pk}
    assert scope.requirements == {wording.requirement_id}


def test_a_proposal_takes_up_something(anna, overview, deficiency) -> None:
    with pytest.raises(RuleViolation, match="Välj minst ett"):
        services.propose_depth(access_of(anna), overview, facts=facts(deficiency, findings=[]))


def test_a_proposal_has_reasons(anna, overview, deficiency) -> None:
    with pytest.raises(RuleViolation, match="Skriv skälen"):
        services.propose_depth(access_of(anna), overview, facts=facts(deficiency, reasons=" "))


def test_a_proposal_is_of_its_own_followup(anna, overview, deficiency) -> None:
    strange = facts(deficiency, sections=[SectionFactory.create()])

    with pytest.raises(RuleViolation, match="uppföljningens egna"):
        services.propose_depth(access_of(anna), overview, facts=strange)


def test_an_ordinary_followup_leads_nowhere_deeper(anna, followup, deficiency) -> None:
    with pytest.raises(RuleViolation, match="Bara en översiktlig"):
        services.propose_depth(access_of(anna), followup, facts=facts(deficiency))


def test_a_yes_on_delegation_plans_the_followup(
    anna, manager, overview, deficiency, proposal, delegation
) -> None:
    row = decide(manager, proposal, yes())

    new = Followup.objects.visible_to(access_of(anna)).get(pk=row.in_depth_id)
    assert (new.depth, new.comes_from, new.contract) == (
        Depth.IN_DEPTH, overview, overview.contract,
    )  # fmt: skip
    reviewers = Reviewer.objects.visible_to(access_of(anna)).filter(followup=new)
    assert [(one.user, one.has_no_conflict) for one in reviewers] == [(anna, False)]
    decision = DelegationDecision.objects.visible_to(access_of(anna)).get()
    assert (decision.delegation, decision.decided_by) == (delegation, manager)
    assert row.decision == decision


def test_the_new_followup_carries_the_scope(
    anna, manager, overview, deficiency, section, wording, delegation
) -> None:
    proposal = services.propose_depth(
        access_of(anna), overview,
        facts=facts(deficiency, sections=[section], requirements=[wording.requirement]),
    )  # fmt: skip
    row = decide(manager, proposal, yes())

    scope = scope_of(access_of(anna), row.in_depth)

    assert scope is not None
    assert scope.section_keys == {section.pk}
    assert scope.requirement_keys == {wording.requirement_id}
    assert list(scope.findings) == [deficiency]
    assert scope_of(access_of(anna), overview) is None


def test_without_delegation_the_sentence_says_who_may(manager, proposal) -> None:
    with pytest.raises(RuleViolation, match="delegation"):
        decide(manager, proposal, yes())
    assert not Followup.objects.unscoped(reason="test").filter(depth=Depth.IN_DEPTH).exists()


def test_the_boards_own_decision_is_noted_by_those_who_plan(anna, proposal) -> None:
    row = decide(anna, proposal, yes(board_reference="2026-03-18 § 42"))

    assert row.decision.board_reference == "2026-03-18 § 42"
    assert row.in_depth is not None


def test_a_no_plans_nothing_and_lets_the_overview_go_on(manager, proposal, delegation) -> None:
    row = decide(manager, proposal, NO)

    assert (row.state, row.in_depth, row.followup.state) == (
        DepthState.NO_DEPTH, None, State.DRAFT,
    )  # fmt: skip


def test_it_is_decided_once(anna, manager, overview, deficiency, proposal, delegation) -> None:
    row = decide(manager, proposal, NO)

    with pytest.raises(RuleViolation, match="redan avgjord"):
        decide(manager, row, yes())
    with pytest.raises(RuleViolation, match="redan avgjord"):
        services.propose_depth(access_of(anna), overview, facts=facts(deficiency))


def test_a_decision_has_reasons(manager, proposal, delegation) -> None:
    with pytest.raises(RuleViolation, match="skälen för beslutet"):
        decide(manager, proposal, yes(reasons=" "))


def test_a_yes_needs_a_day_to_come(manager, proposal, delegation) -> None:
    with pytest.raises(RuleViolation, match="Välj till när"):
        decide(manager, proposal, yes(planned_for=None))


def test_what_was_proposed_anew_is_read_anew(anna, overview, deficiency, proposal) -> None:
    services.propose_depth(access_of(anna), overview, facts=facts(deficiency), version=1)

    with pytest.raises(Outdated):
        decide(anna, proposal, NO, version=1)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "system_admin", "contact"])
def test_others_neither_propose_nor_decide(person, request, overview, deficiency, proposal) -> None:
    access = access_of(request.getfixturevalue(person))

    with pytest.raises(NotAllowed):
        services.propose_depth(access, overview, facts=facts(deficiency))
    with pytest.raises(NotAllowed):
        services.decide_depth(access, proposal, facts=NO)


def test_the_decision_waits_for_those_who_decide(manager, bo, proposal, delegation) -> None:
    def kinds(person):
        access = access_of(person)
        return [one.kind for one in Duties(duty_sources(access, clock.today()), clock.today())]

    assert kinds(manager) == [DEPTH_TO_DECIDE]
    assert kinds(bo) == []


# Pages


def test_it_goes_from_proposal_to_decision_in_the_browser(
    as_anna, client, anna, manager, overview, deficiency, section, delegation
) -> None:
    propose = reverse("findings:depth_propose", args=[overview.pk])
    shown = as_anna.get(propose).content.decode()
    assert f'value="{deficiency.pk}"' in shown
    as_anna.post(
        propose, {"reasons": "Brister", "findings": [deficiency.pk], "sections": [section.pk],
                  "version": 0},
    )  # fmt: skip
    assert DepthDecision.objects.visible_to(access_of(anna)).get().state == DepthState.PROPOSED

    client.force_login(manager)
    page = client.get(reverse("findings:depth", args=[overview.pk])).content.decode()
    assert "4.7" in page
    said = {"goes_in_depth": "yes", "decided_reasons": "Behövs", "planned_for": "2099-01-01",
            "decided_on": clock.today(), "version": 1}  # fmt: skip
    form = client.get(reverse("findings:depth_decide", args=[overview.pk])).content.decode()
    assert "Det här tar fördjupningen upp" in form
    assert str(section) in form
    client.post(reverse("findings:depth_decide", args=[overview.pk]), said)

    row = DepthDecision.objects.visible_to(access_of(anna)).get()
    assert row.state == DepthState.IN_DEPTH
    result = as_anna.get(reverse("findings:followup", args=[row.in_depth_id])).content.decode()
    assert "Det här tar fördjupningen upp" in result
    assert "Fördjupas" in result


def test_a_followup_that_is_no_overview_has_no_such_page(as_anna, followup) -> None:
    assert as_anna.get(reverse("findings:depth", args=[followup.pk])).status_code == 404
