"""An overview leads to a follow-up in depth, or does not: proposed with reasons, then decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.accounts.models import Membership
from insyn.criteria.models import Section, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.delegations.models import DelegationDecision
from insyn.delegations.queries import may_decide
from insyn.delegations.rules import Matter
from insyn.delegations.services import DecisionFacts, decide
from insyn.findings.models import DepthDecision, Finding
from insyn.findings.rules.depth import Scope, deciding_refusal, proposing_refusal, scope_refusal
from insyn.findings.rules.lists import DepthState
from insyn.followups.models import Followup, FollowupForm, Reviewer
from insyn.followups.queries.forms import current_version_of
from insyn.followups.rules import CARRIES_OUT, Kind, State
from insyn.followups.rules.forms import Depth
from insyn.followups.services import assign_reviewer, locked_followup, plan_followup, trail
from insyn.kernel.access import Access, Mandate, Permission, Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.requirements.models import Requirement


@dataclass(frozen=True, slots=True)
class DepthFacts:
    """Why a follow-up in depth is proposed, what it takes up, and how it is made."""

    reasons: str
    sections: Sequence[Section] = ()
    requirements: Sequence[Requirement] = ()
    findings: Sequence[Finding] = ()
    methods: str = ""
    planned_for: date | None = None

    @property
    def scope(self) -> Scope:
        return Scope(
            frozenset(row.pk for row in self.sections),
            frozenset(row.pk for row in self.requirements),
            frozenset(row.pk for row in self.findings),
        )


@transaction.atomic
def propose_depth(
    access: Access, followup: Followup, *, facts: DepthFacts, version: int | None = None
) -> DepthDecision:
    """Propose that the overview leads to a follow-up in depth; anew until it is decided.

    Raises:
        RuleViolation: it is no overview, it has not begun or has ended, the question is settled,
            the reasons or the scope are missing, or the scope is of something else.
        Outdated: somebody else changed the proposal first.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    decision = _proposal(access, row, version)
    decided = decision.shown_state if decision.pk else None
    _refuse(proposing_refusal(Depth(row.depth), State(row.state), decided))
    _refuse(scope_refusal(facts.scope, facts.planned_for, clock.today()))
    _check_scope(row, facts)
    if not facts.reasons.strip():
        raise RuleViolation(_("Skriv skälen."))
    event = "followup.depth_changed" if decision.pk else "followup.depth_proposed"
    decision.reasons, decision.methods = facts.reasons.strip(), facts.methods.strip()
    decision.planned_for = facts.planned_for
    decision.proposed_on, decision.proposed_by_id = clock.today(), access.user_id
    decision.save()
    for chosen, rows in (
        (decision.sections, facts.sections),
        (decision.requirements, facts.requirements),
        (decision.findings, facts.findings),
    ):
        chosen.clear()
        chosen.add(*rows)
    counted = {"areas": len(facts.sections), "requirements": len(facts.requirements),
               "findings": len(facts.findings)}  # fmt: skip
    trail.note(access, event, row, counted)
    return decision


def _proposal(access: Access, followup: Followup, version: int | None) -> DepthDecision:
    rows = DepthDecision.objects.visible_to(access)
    found = rows.filter(followup=followup).first()
    if found is None:
        return DepthDecision(followup=followup)
    if version == 0:  # the page showed no proposal
        raise Outdated(_("Någon annan har föreslagit en fördjupning. Läs in sidan igen."))
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


def _check_scope(followup: Followup, facts: DepthFacts) -> None:
    is_ours = (
        all(row.version_id == followup.template_version_id for row in facts.sections)
        and all(row.agreement_id == followup.contract.agreement_id for row in facts.requirements)
        and all(row.followup_id == followup.pk for row in facts.findings)
    )
    if not is_ours:
        raise RuleViolation(_("Välj bland uppföljningens egna områden, krav och resultat."))


@dataclass(frozen=True, slots=True)
class DepthVerdict:
    """Yes or no, and why. ``board_reference`` says that the board itself has decided.

    Without ``planned_for`` the proposed day holds; ``form`` is the form of the one in depth.
    """

    goes_in_depth: bool
    reasons: str
    planned_for: date | None = None
    form: FollowupForm | None = None
    board_reference: str = ""
    decided_on: date | None = None


@transaction.atomic
def decide_depth(
    access: Access, decision: DepthDecision, *, facts: DepthVerdict, version: int | None = None
) -> DepthDecision:
    """Decide whether the overview leads to a follow-up in depth; a yes plans it.

    The new one is of the same contract and unit, with the overview's reviewers, who each have to
    declare anew that they have no bias. A no lets the overview go on to be assessed.

    Raises:
        NotAllowed: the asker has nothing to do with such decisions.
        RuleViolation: it is settled already, the reasons or the day are missing, the asker holds
            no delegation, or the follow-up cannot be planned.
        Outdated: somebody else changed the proposal after the page was read.
    """
    _require_decider(access, decision.followup.authority_id)
    overview = locked_followup(access, decision.followup)
    row = locked_row(DepthDecision.objects.visible_to(access), pk=decision.pk, version=version)
    _refuse(deciding_refusal(row.shown_state, facts.reasons))
    row.decision = _decided(access, overview, facts, row)
    row.state = DepthState.IN_DEPTH if facts.goes_in_depth else DepthState.NO_DEPTH
    row.decided_reasons = facts.reasons.strip()
    if facts.goes_in_depth:
        row.in_depth = _in_depth(access, overview, row, facts)
    row.version += 1
    row.save()
    said = {"after": row.shown_state.label, "number": row.in_depth.number if row.in_depth else ""}
    trail.note(access, "followup.depth_decided", overview, said)
    return row


def may_settle(access: Access, authority_id: int) -> bool:
    """Tell whether the asker may decide, or note what the board has decided."""
    return access.may(Permission.PLAN_FOLLOWUP, authority_id=authority_id) or may_decide(
        access, authority_id, Matter.DEPTH, amount=None, on=clock.today()
    )


def _require_decider(access: Access, authority_id: int) -> None:
    is_decider = access.may(Permission.DECIDE_MEASURES, authority_id=authority_id)
    if not is_decider and not may_settle(access, authority_id):
        raise NotAllowed(Permission.DECIDE_MEASURES)


def _decided(
    access: Access, overview: Followup, facts: DepthVerdict, row: DepthDecision
) -> DelegationDecision:
    words = {"provider": overview.contract.provider, "agreement": overview.contract.agreement}
    text = (
        _("Fördjupad uppföljning av %(provider)s i %(agreement)s")
        if facts.goes_in_depth
        else _("Ingen fördjupad uppföljning av %(provider)s i %(agreement)s")
    )
    return decide(
        access,
        DecisionFacts(
            authority=overview.authority,
            matter=Matter.DEPTH,
            text=text % words,
            about=row,
            leads_to=reverse("findings:depth", args=[overview.pk]),
            contract=overview.contract,
            board_reference=facts.board_reference,
            decided_on=facts.decided_on,
            secrecy=Secrecy(overview.secrecy),
        ),
    )


def _in_depth(
    access: Access, overview: Followup, row: DepthDecision, facts: DepthVerdict
) -> Followup:
    """Plan the follow-up in depth; the decision is what gives the right to."""
    day = facts.planned_for or row.planned_for
    if day is None or day < clock.today():
        raise RuleViolation(_("Välj till när den fördjupade uppföljningen ska göras."))
    planner = _as_planner(access, overview.authority_id)
    planned = plan_followup(
        planner,
        authority=overview.authority,
        contract=overview.contract,
        lot=overview.lot,
        unit=overview.unit,
        template_version=_template(planner, overview, facts.form),
        form=facts.form,
        kind=None if facts.form else Kind(overview.kind),
        depth=Depth.IN_DEPTH,
        comes_from=overview,
        planned_for=day,
        reason_note=_("Beslut efter översiktlig uppföljning %s") % overview.number,
        secrecy=Secrecy(overview.secrecy),
    )
    for reviewer in _still_reviewers(planner, overview):
        assign_reviewer(planner, planned, user=reviewer.user, has_no_conflict=False)
    return planned


def _as_planner(access: Access, authority_id: int) -> Access:
    """Return the asker as one who plans in the authority, for what the decision brings about."""
    own = (m.cooperation_ids for m in access.mandates if m.authority_id == authority_id)
    mandate = Mandate(authority_id, Role.PLAN_OWNER, frozenset[int]().union(*own))
    mandates = (*access.mandates, mandate)
    return Access(access.user_id, access.name, mandates=mandates, origin=access.origin)


def _still_reviewers(access: Access, overview: Followup) -> list[Reviewer]:
    """Return the overview's reviewers who still may carry out follow-ups in the authority."""
    members = Membership.objects.current(clock.today()).filter(
        authority=overview.authority_id, role__in=CARRIES_OUT, user__is_active=True
    )
    rows = (
        Reviewer.objects.visible_to(access)
        .active()
        .filter(followup=overview, user__in=members.values("user"))
    )
    return list(rows.select_related("user"))


def _template(access: Access, overview: Followup, form: FollowupForm | None) -> TemplateVersion:
    """Return the form's published template, else the newest published one of the overview's."""
    of_form = current_version_of(access, form) if form else None
    if of_form is not None:
        return of_form
    rows = TemplateVersion.objects.visible_to(access).filter(
        template=overview.template_version.template_id, state=TemplateState.PUBLISHED
    )
    newest = rows.select_related("template").order_by("-number").first()
    if newest is None:
        raise RuleViolation(
            _("Mallen är inte längre publicerad. Välj en form med en mall som är publicerad.")
        )
    return newest


def _refuse(sentence: str) -> None:
    if sentence:
        raise RuleViolation(_(sentence))
