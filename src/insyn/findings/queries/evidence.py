"""What is known beside a requirement: who said what, kept apart."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.requirements.models import RequirementVersion

__all__ = ["Evidence", "EvidenceKind", "Known", "evidence_of", "has_register_checks", "known_of"]

Found = Mapping[int | None, Sequence[Evidence]]
Source = Callable[[Access, Followup, Collection[int]], Found]


@cache
def _sources() -> tuple[Source, ...]:
    sources: tuple[Source, ...] = import_string(settings.EVIDENCE_SOURCES)
    return sources


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return what every source knows of the questions; under None what concerns the whole.

    Only for those who work in the follow-up's own authority: a cooperation shares results.
    """
    found: dict[int | None, list[Evidence]] = {}
    if followup.authority_id not in access.authority_ids:
        return found
    for source in _sources():
        for key, rows in source(access, followup, question_ids).items():
            found.setdefault(key, []).extend(rows)
    return found


def has_register_checks(access: Access, followup: Followup) -> bool:
    """Tell whether some register has been looked into about the provider."""
    around = evidence_of(access, followup, ()).get(None, ())
    return any(one.kind == EvidenceKind.REGISTER for one in around)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside one requirement, by who says it.

    ``around`` concerns the area or the whole follow-up and not the requirement alone.
    """

    provider: Sequence[Evidence]
    reviewers: Sequence[Evidence]
    earlier: Sequence[Evidence]
    around: Sequence[Evidence]

    def __bool__(self) -> bool:
        return bool(self.provider or self.reviewers or self.earlier or self.around)


def known_of(
    found: Found,
    *,
    question_ids: Iterable[int],
    section_id: int | None,
    earlier: Sequence[Evidence],
) -> Known:
    """Return what was found of a requirement's questions, its area and the whole."""
    own = list(dict.fromkeys(row for key in question_ids for row in found.get(key, ())))
    whole = [row for row in found.get(None, ()) if row.section_id in {None, section_id}]
    return Known(
        provider=[row for row in own if row.is_provider],
        reviewers=[row for row in own if not row.is_provider],
        earlier=earlier,
        around=whole,
    )


def findings_about(
    access: Access,
    followup: Followup,
    wordings: Sequence[RequirementVersion],
    section_pk: int | None,
) -> tuple[dict[int, list[Evidence]], list[Finding]]:
    """Return what other follow-ups of the provider found about the requirements. One query.

    By requirement, the latest first; the same demand in another agreement counts too. Then what
    the follow-up itself has found in the area.
    """
    roots = _roots(wordings)
    own = Q(followup=followup, section=section_pk) if section_pk else Q(pk__in=())
    if followup.authority_id in access.authority_ids and roots:
        same = Q(wording__requirement__in=roots) | Q(wording__requirement__same_as__in=roots)
        of_provider = Q(followup__contract__provider=followup.contract.provider_id)
        own |= same & of_provider & ~Q(followup=followup)
    rows = Finding.objects.visible_to(access).filter(own)
    found: dict[int, list[Evidence]] = {}
    findings: list[Finding] = []
    for row in rows.select_related("followup", "wording__requirement").order_by("-seen_on", "-pk"):
        if row.followup_id == followup.pk:
            findings.append(row)
        for key in _reached(row, roots) if row.followup_id != followup.pk else ():
            found.setdefault(key, []).append(_earlier(row))
    return found, findings


def _roots(wordings: Sequence[RequirementVersion]) -> dict[int, list[int]]:
    """Return the requirements under each that they are, or were taken from."""
    roots: dict[int, list[int]] = {}
    for wording in wordings:
        for key in {wording.requirement_id, wording.requirement.same_as_id or 0} - {0}:
            roots.setdefault(key, []).append(wording.requirement_id)
    return roots


def _reached(row: Finding, roots: Mapping[int, Sequence[int]]) -> set[int]:
    if row.wording is None:
        return set()
    reached = {row.wording.requirement_id, row.wording.requirement.same_as_id or 0}
    return {own for key in reached for own in roots.get(key, ())}


def _earlier(row: Finding) -> Evidence:
    said = f"{_(row.shown_kind.label)}: {row.text}"
    if row.kind == FindingKind.DEFICIENCY:
        said += f" ({_('avhjälpt') if row.remedied_on else _('inte avhjälpt')})"
    return Evidence(
        kind=EvidenceKind.EARLIER_FINDING,
        text=said,
        said_by=_("Uppföljning %(number)s") % {"number": row.followup.number},
        on=row.seen_on or row.followup.reported_on,
        url=reverse("findings:followup", args=[row.followup_id]),
    )
