"""Which wording of a requirement a follow-up may be judged by."""

from insyn.findings.rules.assessing import wording_refusal
from insyn.followups.models import Followup
from insyn.kernel.errors import RuleViolation
from insyn.requirements.models import RequirementVersion


def check_wording(followup: Followup, wording: RequirementVersion) -> None:
    """Demand that the wording was valid in the follow-up's agreement on the follow-up's day.

    Raises:
        RuleViolation: the requirement is of another agreement, or read otherwise that day.
    """
    refusal = wording_refusal(
        wording.number,
        valid_from=wording.valid_from,
        valid_to=wording.valid_to,
        day=followup.carried_out_on or followup.planned_for,
        is_agreements=wording.requirement.agreement_id == followup.contract.agreement_id,
    )
    if refusal:
        raise RuleViolation(refusal)
