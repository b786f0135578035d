"""What is next about findings: questions of IVO, going in depth, good examples."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from insyn.findings.models import Finding, InspectorateQuestion
from insyn.findings.queries.depth import decision_of, scope_of
from insyn.findings.queries.examples import examples_of
from insyn.findings.rules.lists import Consent, DepthState
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, State
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Access


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield what the findings of the follow-up leave to do, and what of it is done."""
    del today
    yield from _of_depth(access, followup)
    if State(followup.state) in BEFORE_START:
        return
    findings = _findings(access, followup)
    yield from _of_inspectorate(findings)
    yield from _of_writing(followup, findings)
    yield from _of_examples(access, findings)


def _of_depth(access: Access, followup: Followup) -> Iterator[CheckItem]:
    url = reverse("findings:depth", args=[followup.pk])
    if followup.depth == Depth.OVERVIEW:
        decision = decision_of(access, followup)
        if decision is not None:
            is_done = decision.state != DepthState.PROPOSED
            text = _("Besluta om fördjupad uppföljning")
            yield CheckItem(text, is_done, Turn.DECIDERS, url, code="depth_decided")
    scope = scope_of(access, followup)
    if scope is not None:
        result = reverse("findings:followup", args=[followup.pk])
        is_read = State(followup.state) not in BEFORE_START
        text = _("Läs vad fördjupningen tar upp")
        yield CheckItem(text, is_read, Turn.REVIEWERS, result, code="depth_scope")


def _findings(access: Access, followup: Followup) -> list[Any]:
    """Return the findings, each with what has been answered about IVO. One query."""
    answers = InspectorateQuestion.objects.visible_to(access).filter(finding=OuterRef("pk"))
    rows = Finding.objects.visible_to(access).filter(followup=followup)
    return list(
        rows.annotate(
            has_answer=Exists(answers),
            must_be_told=Exists(answers.filter(is_to_be_told=True)),
            has_been_told=Exists(answers.filter(told_on__isnull=False)),
        )
    )


def _of_inspectorate(findings: list[Any]) -> Iterator[CheckItem]:
    for row in findings:
        if not row.needs_inspectorate_question:
            continue
        words = {"text": Truncator(row.text).chars(60)}
        yield CheckItem(
            _("Svara på om bristen ska anmälas till IVO: %(text)s") % words,
            row.has_answer,
            Turn.REVIEWERS,
            reverse("findings:inspectorate", args=[row.pk]),
            code="inspectorate_answered",
        )
        if row.must_be_told:
            yield CheckItem(
                _("Anmäl bristen till IVO: %(text)s") % words,
                row.has_been_told,
                Turn.REVIEWERS,
                reverse("findings:inspectorate_told", args=[row.pk]),
                code="inspectorate_told",
            )


def _of_writing(followup: Followup, findings: list[Finding]) -> Iterator[CheckItem]:
    if State(followup.state) not in BEFORE_SENT:
        return
    lacking = [row for row in findings if row.lacks()]
    if lacking:
        text = _("Skriv klart bristerna: %(count)d saknar uppgifter") % {"count": len(lacking)}
        url = reverse("findings:followup", args=[followup.pk])
        yield CheckItem(text, False, Turn.REVIEWERS, url, code="deficiencies_complete")  # noqa: FBT003


def _of_examples(access: Access, findings: list[Finding]) -> Iterator[CheckItem]:
    for row in examples_of(access, findings).values():
        yield CheckItem(
            _("Svar om det goda exemplet ”%(title)s” får delas") % {"title": row.title},
            row.consent != Consent.ASKED,
            Turn.PROVIDER,
            reverse("findings:example", args=[row.pk]),
            code="example_answered",
        )
