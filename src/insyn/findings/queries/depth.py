"""The follow-up in depth: what may be in its scope, what was decided, and how it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from insyn.criteria.models import Section
from insyn.delegations.models import Delegation
from insyn.delegations.queries import may_decide, who_may
from insyn.delegations.rules import Matter
from insyn.findings.models import DepthDecision, Finding, FindingQuerySet
from insyn.findings.queries.wordings import day_of
from insyn.findings.rules import FindingKind
from insyn.findings.rules.depth import Scope, ScopeFinding, proposed_scope, proposing_refusal
from insyn.findings.rules.lists import DepthState
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.queries.forms import forms_in_use
from insyn.followups.rules import State
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.requirements.models import RequirementVersion

_RELATED = ("decision__delegation", "decision__decided_by", "in_depth__contract__provider",
            "proposed_by", "followup__contract__provider")  # fmt: skip


def decision_of(access: Access, followup: Followup) -> DepthDecision | None:
    """Return the question of going in depth that the overview has raised, if it has."""
    rows = DepthDecision.objects.visible_to(access).filter(followup=followup)
    return rows.select_related(*_RELATED).first()


@dataclass(frozen=True, slots=True)
class ScopeShown:
    """What a follow-up in depth takes up, as its pages show it first and marked."""

    decision: DepthDecision
    sections: Sequence[Section]
    wordings: Sequence[RequirementVersion]
    findings: Sequence[Finding]

    @property
    def section_keys(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.sections)

    @property
    def section_names(self) -> frozenset[str]:
        """Return the names: a later version of the template has areas of its own."""
        return frozenset(row.name for row in self.sections)

    @property
    def requirement_keys(self) -> frozenset[int]:
        return frozenset(row.requirement_id for row in self.wordings)


def scope_of(access: Access, followup: Followup) -> ScopeShown | None:
    """Return what was decided that the follow-up in depth takes up; None for every other one.

    At most four queries; one of a follow-up that is not in depth, none of an ordinary one.
    """
    if followup.depth != Depth.IN_DEPTH or followup.comes_from_id is None:
        return None
    rows = DepthDecision.objects.visible_to(access).filter(in_depth=followup)
    decision = rows.select_related("followup__contract__provider").first()
    return None if decision is None else shown_scope(access, decision, followup)


def shown_scope(access: Access, decision: DepthDecision, followup: Followup) -> ScopeShown:
    """Return the scope in words, its requirements as they read on the follow-up's day."""
    sections = Section.objects.visible_to(access).filter(pk__in=decision.sections.values("pk"))
    findings = Finding.objects.visible_to(access).filter(pk__in=decision.findings.values("pk"))
    wordings = RequirementVersion.objects.visible_to(access).valid(day_of(followup)).filter(
        requirement__in=decision.requirements.values("pk")
    )  # fmt: skip
    return ScopeShown(
        decision,
        list(sections.order_by("number")),
        list(wordings.select_related("requirement").order_by("number_key", "pk")),
        list(findings.order_by("pk")),
    )


@dataclass(frozen=True, slots=True)
class DepthPage:
    """Everything that the page about going in depth shows, and what is open to the asker."""

    decision: DepthDecision | None
    scope: ScopeShown | None
    refusal: str
    may_propose: bool
    may_decide: bool
    may_note_board: bool
    deciders: Sequence[Delegation]

    @property
    def is_waiting(self) -> bool:
        return self.decision is not None and self.decision.state == DepthState.PROPOSED


def depth_page(access: Access, followup: Followup) -> DepthPage:
    """Return what is proposed or decided, who may decide, and what the asker may do."""
    decision = decision_of(access, followup)
    decided = decision.shown_state if decision else None
    refusal = proposing_refusal(Depth(followup.depth), State(followup.state), decided)
    authority_id, today = followup.authority_id, clock.today()
    is_waiting = decided == DepthState.PROPOSED
    is_delegated = may_decide(access, authority_id, Matter.DEPTH, amount=None, on=today)
    is_writer = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    is_planner = access.may(Permission.PLAN_FOLLOWUP, authority_id=authority_id)
    return DepthPage(
        decision=decision,
        scope=shown_scope(access, decision, followup) if decision else None,
        refusal=refusal,
        may_propose=is_writer and not refusal,
        may_decide=is_waiting and is_delegated,
        may_note_board=is_waiting and is_planner,
        deciders=who_may(access, authority_id, Matter.DEPTH, on=today),
    )


def ticked_beforehand(access: Access, followup: Followup) -> Scope:
    """Return the scope that the deficiencies of the overview propose."""
    rows = Finding.objects.visible_to(access).filter(followup=followup)
    found = rows.select_related("wording")
    return proposed_scope(
        ScopeFinding(
            row.pk,
            row.shown_kind,
            row.section_id,
            row.wording.requirement_id if row.wording else None,
        )
        for row in found
    )


def told_findings(access: Access, followup: Followup) -> FindingQuerySet:
    """Return the findings that may be in the scope: all but what the commissioner lacks."""
    rows = Finding.objects.visible_to(access).filter(followup=followup)
    return rows.exclude(kind=FindingKind.COMMISSIONER_SHORTCOMING)


def forms_in_depth(access: Access, followup: Followup) -> QuerySet[FollowupForm]:
    """Return the board's forms of follow-ups in depth that are in use."""
    return forms_in_use(access, [followup.authority_id]).filter(depth=Depth.IN_DEPTH)
