import datetime
from typing import Any

from insyn.findings.rules import BasisFacts, FindingKind
from insyn.followups.rules import BasisKind, Outcome
from insyn.measures.rules import PlanEvent, PlanState
from insyn.reports.rules import (
    FindingFacts,
    FollowupFacts,
    LotFacts,
    PlanFacts,
    PlanStepFacts,
    ReportFacts,
    ReportText,
    ShareFacts,
    TemplateArea,
)

DAY = datetime.date(2026, 5, 4)


def followup(number: int = 1, **said) -> FollowupFacts:
    facts: dict[str, Any] = {
        "followup_id": number,
        "provider_id": number,
        "provider": f"Åkerö Stödboende {number} AB",
        "org_number": "5566778899",
        "lot": "Stödboende",
        "sub_lots": (),
        "made_by": "Ekby",
        "carried_out_on": DAY,
        "bases": (BasisFacts(BasisKind.VISIT, DAY),),
        "findings": (),
        "outcome": Outcome.COMPLIES,
        "overall_assessment": "Följer kraven.",
    }
    return FollowupFacts(**(facts | said))


DEFICIENT = followup(
    2,
    findings=(
        FindingFacts(FindingKind.DEFICIENCY, "Personal", "Utbildning saknas"),
        FindingFacts(FindingKind.GOOD_PRACTICE, "Personal", "Låg omsättning"),
    ),
    outcome=Outcome.COMPLIES_AFTER_ACTION_PLAN,
    plan=PlanFacts(
        PlanState.APPROVED,
        (
            PlanStepFacts(PlanEvent.REQUEST, None, "Ekby"),
            PlanStepFacts(PlanEvent.SUBMIT, DAY, "Ekby"),
            PlanStepFacts(PlanEvent.APPROVE, None, "Ekby"),
        ),
    ),
)


def report(*followups: FollowupFacts, **said) -> ReportFacts:
    facts: dict[str, Any] = {
        "title": "Uppföljning av stödboende",
        "organisation": "Socialnämnden, Ekby",
        "case_number": "SN 2026/1",
        "agreement": "Ramavtal stödboende",
        "agreement_case_number": "SN 2024/5",
        "agreement_starts_on": datetime.date(2024, 1, 1),
        "year": 2026,
        "municipalities": ("Ekby", "Norrby"),
        "lots": (LotFacts("Stödboende", "Ekby", followups),),
        "shares": (ShareFacts(7, "Ekby", "Stödboende", 3, len(followups), "Personalbyten"),),
        "template_areas": (TemplateArea("Personal", ("Har personalen utbildning?",)),),
        "texts": {ReportText.BACKGROUND: "Bakgrunden.\n\n- ett\n- två"},
    }
    return ReportFacts(**(facts | said))
