"""What a response gives as a whole: levels of areas, outcome and words, from its findings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.rules import BasisFacts, overall_sentence
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BasisKind, Outcome
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyResponse
from insyn.surveys.rules.reviewing import (
    Found,
    basis_said,
    outcome_of,
)


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a template version, and the levels of its own scale, if it has one."""

    sections: Sequence[int]
    levels: Sequence[ScaleLevel]

    def level(self, level: Level) -> Level | ScaleLevel:
        """Return the level on the template's own scale; not assessed when it has none such."""
        if not self.levels:
            return level
        own = next((one for one in self.levels if one.counts_as == level), None)
        if own is None and level == Level.PARTLY:
            own = next((one for one in self.levels if one.counts_as == Level.NOT_MET), None)
        return own or Level.NOT_ASSESSED


def areas_of(access: Access, response: SurveyResponse) -> Areas:
    """Return the areas that responses of the round are assessed in. At most two queries."""
    version = response.round.template_version
    sections = Section.objects.visible_to(access).filter(version=version)
    scale = version.scale_id
    rows = ScaleLevel.objects.visible_to(access).filter(scale=scale) if scale else ()
    return Areas(list(sections.order_by("number").values_list("pk", flat=True)), list(rows))


def proposed_words(
    response: SurveyResponse,
    followup: Followup,
    found: Collection[Found],
    bases: Sequence[BasisFacts] = (),
) -> tuple[Outcome, str]:
    """Return the outcome that the findings give and the overall assessment in words."""
    outcome = outcome_of(found)
    contract = followup.contract
    sentence = overall_sentence(
        provider=followup.provider_name or contract.provider.name,
        agreement=contract.agreement.title,
        lot=followup.lot.name if followup.lot else "",
        bases=bases,
        outcome=outcome,
    )
    day = timezone.localdate(response.submitted_at)
    return outcome, f"{sentence}\n\n{basis_said(response.round.title, day, found)}"


def bases_by_followup(access: Access, followups: Collection[int]) -> dict[int, list[BasisFacts]]:
    """Return what each follow-up's assessment stands on, in the order it came. One query."""
    found: dict[int, list[BasisFacts]] = {}
    for row in Basis.objects.visible_to(access).filter(followup__in=followups).order_by("pk"):
        found.setdefault(row.followup_id, []).append(BasisFacts(BasisKind(row.kind), row.dated_on))
    return found
