"""The year told back as facts, read out of what the services stored."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from insyn.examples.coordinated_2017.year import Built
from insyn.findings.rules import BasisFacts
from insyn.followups.models import DocumentRequest
from insyn.followups.rules import Outcome
from insyn.kernel import orgnr
from insyn.kernel.access import Secrecy
from insyn.measures.rules import APPROVED_OR_LATER, PlanEvent
from insyn.papers.content import outline
from insyn.platform import clock
from insyn.reports.letters import joint_report
from insyn.reports.queries import gather
from insyn.reports.rules import (
    FollowupFacts,
    PlanFacts,
    ReportFacts,
    ReportText,
    contradictions,
)

EVENTS: Mapping[PlanEvent, str] = {
    PlanEvent.REQUEST: "requested",
    PlanEvent.REMIND: "reminded",
    PlanEvent.SUBMIT: "submitted",
    PlanEvent.RETURN: "rejected",
    PlanEvent.ASK_SUPPLEMENT: "supplement_requested",
    PlanEvent.WARN: "penalty_warning",
    PlanEvent.APPROVE: "approved",
    PlanEvent.CONTINUE: "continued_follow_up",
}
CONFLICTS = {
    "check_digit": "the organisation number fails its check digit",
    "two_dates": "the date of the follow-up ({}) is not the date of the visit in the summary ({})",
}


def tell(built: Built) -> dict[str, Any]:
    """Return the year in the shape of the facts it was built from."""
    facts = gather(built.cast.lead.access("ansvarig"), built.report)
    numbers = _numbers(facts)
    shares = [share for share in facts.shares if share.done < share.promised]
    return {
        "kind": "report of a coordinated follow-up",
        "report": {
            "case_number": facts.case_number,
            "compiled_by": built.cast.lead.authority.municipality.name,
        },
        "agreement": _agreement(built, facts),
        "commitment_per_municipality": built.selection.quota,
        "lot_assignment": {share.lot: share.municipality for share in facts.shares if share.lot},
        "shortfall": (
            {
                "municipality": shares[0].municipality,
                "carried_out": shares[0].done,
                "committed": shares[0].promised,
                "reason": shares[0].reason,
            }
            if shares
            else None
        ),
        "template_areas": [area.name for area in facts.template_areas],
        "documents_requested_before_visit": _documents(built),
        "financial_check": {
            "sources": list(facts.check_sources),
            "remarks": [
                {"provider": r.provider, "remark": r.remark, "assessment": r.judgement}
                for r in facts.check_remarks
            ],
        },
        "follow_ups": [
            _followup(followup, numbers[followup.followup_id], facts)
            for followup in facts.followups
        ],
        "totals": _totals(facts),
        "next_year": facts.text(ReportText.NEXT_YEAR),
        "warnings": [
            {"code": str(found.code), "subject": found.subject, "sentence": found.sentence}
            for found in contradictions(facts)
        ],
    }


def _agreement(built: Built, facts: ReportFacts) -> dict[str, Any]:
    agreement = built.agreement
    return {
        "title": agreement.title,
        "case_number": agreement.case_number,
        "form": "ramavtal" if agreement.form == "framework" else str(agreement.form),
        "valid_from": agreement.starts_on.isoformat(),
        "parties": list(facts.municipalities),
        "lots": [
            lot.name
            for lot in agreement.lots.all().visible_to(built.cast.lead.access("ansvarig"))
            if lot.parent_id is None
        ],
    }


def _documents(built: Built) -> list[dict[str, str]]:
    """Return what each authority asked for, read with each authority's own eyes."""
    found: dict[str, dict[str, str]] = {}
    for party in built.cast.parties.values():
        rows = DocumentRequest.objects.visible_to(party.access("ansvarig")).filter(
            followup__authority=party.authority, is_supplement=False
        )
        for row in rows.order_by("pk"):
            is_client = row.secrecy == Secrecy.CLIENT_DOCUMENT
            level = {"confidentiality": "client_document"} if is_client else {}
            found.setdefault(row.title, {"title": row.title, **level})
    return list(found.values())


def _numbers(facts: ReportFacts) -> dict[int, str]:
    """Return the number of each follow-up's heading in the report, such as 3.2.1."""
    headings = [h for h in outline(joint_report(facts, issued_on=clock.today())) if h.level == 3]  # noqa: PLR2004  chapter, lot, provider
    numbered = [h for h in headings if h.number]
    return {f.followup_id: h.number for f, h in zip(facts.followups, numbered, strict=True)}


def _followup(followup: FollowupFacts, number: str, facts: ReportFacts) -> dict[str, Any]:
    told: dict[str, Any] = {"no": number, "provider": followup.provider}
    if followup.listed_as:
        told["name_in_list"] = followup.listed_as
    told |= {
        "org_number": orgnr.show(followup.org_number),
        "lot": followup.lot,
        "sub_lots": list(followup.sub_lots),
        "made_by": followup.made_by,
        "date": followup.carried_out_on.isoformat() if followup.carried_out_on else None,
        "basis": [_basis(basis) for basis in followup.bases],
        "findings": [
            {"type": str(f.kind), "area": f.area, "text": f.text}
            | ({"remedied": f.remedied} if f.remedied else {})
            for f in followup.findings
        ],
        "action_plan": _steps(followup.plan, followup.made_by) if followup.plan else [],
        "outcome": str(followup.outcome) if followup.outcome else None,
    }
    for supplement in followup.supplements:
        told["supplement"] = {"about": supplement.about, "judged": supplement.judged}
    conflict = _conflict(followup, facts)
    return told | ({"conflict_in_source": conflict} if conflict else {})


def _basis(basis: BasisFacts) -> dict[str, str]:
    told = {"kind": str(basis.kind)}
    return told | ({"date": basis.dated_on.isoformat()} if basis.dated_on else {})


def _steps(plan: PlanFacts, made_by: str) -> list[dict[str, str]]:
    told = []
    for step in plan.steps:
        if step.event in EVENTS:
            row = {"event": EVENTS[step.event]}
            row |= {"date": step.on.isoformat()} if step.on else {}
            row |= {"by": made_by} if step.event == PlanEvent.APPROVE else {}
            told.append(row)
    return told


def _conflict(followup: FollowupFacts, facts: ReportFacts) -> str:
    for found in contradictions(facts):
        if found.followup_id == followup.followup_id and found.code in CONFLICTS:
            days = ", ".join(day.isoformat() for day in followup.visit_dates)
            return CONFLICTS[found.code].format(followup.carried_out_on, days)
    return ""


def _totals(facts: ReportFacts) -> dict[str, Any]:
    followups = facts.followups
    plans = [followup.plan for followup in followups if followup.plan]
    complying = {Outcome.COMPLIES, Outcome.COMPLIES_AFTER_ACTION_PLAN}
    return {
        "follow_ups": len(followups),
        "legal_entities": len({followup.org_number for followup in followups}),
        "action_plans_requested": len(plans),
        "action_plans_approved": sum(plan.state in APPROVED_OR_LATER for plan in plans),
        "complying_in_the_end": sum(followup.outcome in complying for followup in followups),
        "per_municipality": dict(Counter(followup.made_by for followup in followups)),
    }
