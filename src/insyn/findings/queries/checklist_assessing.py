"""What is next in the assessment of a follow-up, and whose turn it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.criteria.models import Question
from insyn.findings.models import RequirementAssessment
from insyn.findings.queries.assessing import day_of, is_demanded, unsettled
from insyn.findings.rules.second_reading import DEMANDED, differing_said
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, Kind
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.kernel.access import Access
from insyn.requirements.models import RequirementVersion


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield what is to be assessed, and by whom. One query while it goes on.

    None before it has begun, when it has been sent, or when a survey's answers assess it.
    """
    del today
    state = followup.shown_state
    if state not in BEFORE_SENT or state in BEFORE_START or followup.kind == Kind.SURVEY:
        return
    found: Any = _counted(access, followup)
    if not found.asked or followup.authority_id not in access.authority_ids:
        return
    yield CheckItem(
        text=_("Bedöm kraven: %(done)s av %(asked)s är bedömda")
        % {"done": found.done, "asked": found.asked},
        is_done=found.done == found.asked,
        turn=Turn.REVIEWERS,
        url=reverse("findings:requirements", args=[followup.pk]),
        code="requirements",
    )
    yield from _of_second_reader(followup, found)


def _counted(access: Access, followup: Followup) -> Followup:
    """Return the follow-up with its second reader and the numbers of its requirements."""
    assessed = RequirementAssessment.objects.visible_to(access).filter(
        followup=followup, wording=OuterRef("pk")
    )
    asking = Question.objects.visible_to(access).filter(
        section__version=followup.template_version_id, requirements=OuterRef("requirement")
    )
    of_agreement = RequirementVersion.objects.visible_to(access).filter(
        requirement__agreement=followup.contract.agreement_id
    )
    asked = of_agreement.valid(day_of(followup)).filter(Exists(asking))
    differing = unsettled(access).filter(reader__followup=followup)
    rows = Followup.objects.visible_to(access).select_related("second_reader__user")
    return rows.annotate(
        asked=_count_of(asked),
        done=_count_of(asked.filter(Exists(assessed))),
        differing=_count_of(differing),
    ).get(pk=followup.pk)


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many the rows are, as a part of another query."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(found=Count("pk")).values("found")), 0)


def _of_second_reader(followup: Followup, found: Any) -> Iterator[CheckItem]:
    url = reverse("findings:second_reading", args=[followup.pk])
    reader = getattr(found, "second_reader", None)
    if reader is None:
        if is_demanded(followup):
            yield CheckItem(
                text=_(DEMANDED),
                is_done=False,
                turn=Turn.REVIEWERS,
                url=url,
                code="second_reader",
            )
        return
    yield CheckItem(
        text=_("%(person)s bedömer kraven som andra bedömare") % {"person": reader.user},
        is_done=reader.done_on is not None,
        turn=Turn.SECOND_READER,
        url=url,
        code="second_reading",
    )
    if reader.compared_on is not None:
        yield CheckItem(
            text=_(differing_said(found.differing))
            if found.differing
            else _("De två bedömningarna är jämförda och avgjorda"),
            is_done=not found.differing,
            turn=Turn.REVIEWERS,
            url=url,
            code="differences",
        )
