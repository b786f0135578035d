"""Whether IVO is to be told of serious deficiencies: answers, and the list of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When

from insyn.findings.models import Finding, FindingQuerySet, InspectorateQuestion
from insyn.findings.rules.inspectorate import SERIOUS
from insyn.followups.rules import ENDED, State
from insyn.kernel.access import Access
from insyn.kernel.choices import Choice


class Standing(Choice):
    """How far the question about IVO has come."""

    UNANSWERED = "unanswered", "Inte besvarad"
    TO_TELL = "to_tell", "Ska anmälas"
    TOLD = "told", "Anmäld"
    NO = "no", "Ska inte anmälas"


def questions_of(access: Access, findings: Iterable[Finding]) -> dict[int, InspectorateQuestion]:
    """Return the answers about IVO by the finding's key. At most one query."""
    keys = [row.pk for row in findings if row.needs_inspectorate_question]
    if not keys:
        return {}
    rows = InspectorateQuestion.objects.visible_to(access).filter(finding__in=keys)
    return {row.finding_id: row for row in rows.select_related("answered_by")}


def serious(access: Access) -> FindingQuerySet:
    """Return the deficiencies that ask the question, of the asker's own authorities."""
    rows = Finding.objects.visible_to(access).deficiencies().filter(
        severity__in=SERIOUS, followup__authority__in=access.authority_ids
    )  # fmt: skip
    return rows.exclude(followup__state=State.CANCELLED)


def unanswered() -> Q:
    """Return the filter on deficiencies whose question nobody has answered before sending."""
    answered = Exists(InspectorateQuestion.objects.filter(finding=OuterRef("pk")))
    return Q(~answered, followup__reported_on=None) & ~Q(followup__state__in=ENDED)


def to_tell() -> Q:
    """Return the filter on deficiencies that IVO is to be told of and has not been."""
    return Q(inspectorate_question__is_to_be_told=True, inspectorate_question__told_on=None)


_STANDINGS: Mapping[str, Q] = {
    Standing.UNANSWERED: unanswered(),
    Standing.TO_TELL: to_tell(),
    Standing.TOLD: Q(inspectorate_question__told_on__isnull=False),
    Standing.NO: Q(inspectorate_question__is_to_be_told=False),
}
SORTS: Mapping[str, tuple[Any, ...]] = {
    "seen": ("seen_on", "pk"),
    "-seen": (F("seen_on").desc(nulls_last=True), "-pk"),
    "provider": ("followup__contract__provider__sort_key", "pk"),
    "-provider": ("-followup__contract__provider__sort_key", "-pk"),
    "told": (F("inspectorate_question__told_on").asc(nulls_first=True), "pk"),
    "-told": (F("inspectorate_question__told_on").desc(nulls_last=True), "-pk"),
}

WAITING_FIRST = (
    Case(
        When(inspectorate_question__isnull=True, then=0),
        When(
            inspectorate_question__is_to_be_told=True, inspectorate_question__told_on=None, then=1
        ),
        default=2,
    ),
    "seen_on",
    "pk",
)
"""What nobody has answered, then what nobody has told of yet, then what is done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A serious deficiency, the answer about IVO if there is one, and how far it has come."""

    finding: Finding
    question: InspectorateQuestion | None

    @property
    def standing(self) -> Standing:
        if self.question is None:
            return Standing.UNANSWERED
        if not self.question.is_to_be_told:
            return Standing.NO
        return Standing.TOLD if self.question.told_on else Standing.TO_TELL


def asked_list(access: Access, chosen: Mapping[str, Any], *, sort: str) -> FindingQuerySet:
    """Return the serious deficiencies with their answers, those that wait first."""
    known = Q(inspectorate_question__isnull=False)
    rows = serious(access).filter(known | unanswered())
    if chosen.get("q"):
        said = chosen["q"]
        rows = rows.filter(
            Q(text__icontains=said)
            | Q(followup__contract__provider__name__icontains=said)
            | Q(followup__number__icontains=said)
            | Q(inspectorate_question__case_number__icontains=said)
        )
    if chosen.get("standing"):
        rows = rows.filter(_STANDINGS[chosen["standing"]])
    related = rows.select_related(
        "followup__contract__provider", "followup__authority__municipality"
    )
    return related.order_by(*SORTS.get(sort, WAITING_FIRST))


def with_answers(access: Access, findings: Iterable[Finding]) -> list[Asked]:
    """Return each deficiency with its answer. One query."""
    rows = list(findings)
    answers = questions_of(access, rows)
    return [Asked(row, answers.get(row.pk)) for row in rows]
