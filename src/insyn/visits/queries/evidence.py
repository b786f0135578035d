"""What reviewers have seen, heard and counted on visits, beside the requirements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.criteria.queries.content import levels_of, question_facts
from insyn.criteria.queries.said import said
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.visits.models import (
    FileSample,
    InterviewTheme,
    Observation,
    Photo,
    StaffingCheck,
    VisitAnswer,
)
from insyn.visits.rules.carrying_out import InterviewGroup

COLUMNS = ("e_kind", "e_question", "e_section", "e_visit", "e_on", "e_of", "e_group", "e_text",
           "e_more", "e_part", "e_whole")  # fmt: skip
_NOTHING: Mapping[str, Any] = {
    "e_question": Value(None, output_field=IntegerField()),
    "e_section": Value(None, output_field=IntegerField()),
    "e_visit": F("visit"),
    "e_on": F("visit__visited_on"),
    "e_of": F("visit__unit__name"),
    "e_group": Value("", output_field=CharField()),
    "e_more": Value("", output_field=TextField()),
    "e_part": Value(None, output_field=IntegerField()),
    "e_whole": Value(None, output_field=IntegerField()),
}
_TEXTS = ("e_of", "e_group", "e_text", "e_more")
REVIEWERS = __("Uppföljarna")


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row of any of the tables, in the order of the columns."""

    kind: str
    question: int | None
    section: int | None
    visit: int | None
    on: date | None
    of: str | None
    group: str
    text: str
    more: str
    part: int | None
    whole: int | None


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return answers, observations, samples, talks, photos and staffing. Three queries.

    Never a name: of clients, staff and managers only how many said so.
    """
    wanted = set(question_ids)
    found: dict[int | None, list[Evidence]] = {}
    for question, row in _answers(access, followup, wanted):
        found.setdefault(question, []).append(row)
    for seen in _seen(access, followup):
        key = seen.question if seen.question in wanted else None
        found.setdefault(key, []).append(_evidence(followup, seen))
    return found


def _answers(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> list[tuple[int, Evidence]]:
    rows = VisitAnswer.objects.visible_to(access).filter(
        visit__followup=followup, question__in=question_ids
    )
    some = list(rows.select_related("question__scale", "visit__unit"))
    levels = levels_of(access, {row.question.scale_id for row in some if row.question.scale_id})
    made = []
    for row in some:
        facts = question_facts(row.question, levels.get(row.question.scale_id or 0, ()))
        words = said(facts, row.value)
        text = " ".join(part for part in (f"{words}." if words else "", row.comment) if part)
        if text:
            place = row.visit
            made.append((row.question_id, _of_visit(EvidenceKind.VISIT_ANSWER, text, place.pk,
                         place.visited_on, place.unit.name if place.unit else None)))  # fmt: skip
    return made


def _of_visit(
    kind: EvidenceKind, text: str, visit: int, on: date | None, unit: str | None
) -> Evidence:
    who = str(REVIEWERS)
    return Evidence(
        kind=kind,
        text=text,
        said_by=f"{who}, {unit}" if unit else who,
        on=on,
        url=reverse("visits:visit", args=[visit]),
    )


def _seen(access: Access, followup: Followup) -> list[_Seen]:
    """Return the rows of five tables in one query."""
    of_visit = {"visit__followup": followup}
    samples = FileSample.objects.visible_to(access).filter(**of_visit)
    staffing = StaffingCheck.objects.visible_to(access).filter(**of_visit)
    themes = InterviewTheme.objects.visible_to(access).filter(interview__visit__followup=followup)
    photos = Photo.objects.visible_to(access).filter(**of_visit).exclude(caption="")
    notes = Observation.objects.visible_to(access).filter(followup=followup)
    own = {"e_question": F("question"), "e_section": F("section")}
    first, *others = [
        _values(notes, EvidenceKind.OBSERVATION, **own, e_text=F("text")),
        _values(samples, EvidenceKind.SAMPLE, e_question=F("question"), e_text=F("looked_for"),
                e_more=F("deviations"), e_part=F("passed"), e_whole=F("sampled")),
        _values(staffing, EvidenceKind.STAFFING, e_text=F("role"), e_more=F("explanation"),
                e_part=F("present"), e_whole=F("scheduled"), e_of=F("unit__name")),
        _values(themes, EvidenceKind.INTERVIEW, e_section=F("section"), e_text=F("theme"),
                e_more=F("text"), e_part=F("said_by"), e_whole=F("interview__count"),
                e_group=F("interview__group"), e_visit=F("interview__visit"),
                e_on=F("interview__visit__visited_on"),
                e_of=F("interview__visit__unit__name")),
        _values(photos, EvidenceKind.PHOTO, **own, e_text=F("caption")),
    ]  # fmt: skip
    return [_Seen(*row) for row in first.union(*others, all=True)]


def _values(rows: QuerySet[Any], kind: EvidenceKind, **columns: Any) -> QuerySet[Any, Any]:
    """Return the rows under the same columns, with texts of the same kind in every database."""
    wanted = {**_NOTHING, **columns, "e_kind": Value(kind.value, output_field=CharField())}
    made = {name: Cast(wanted[name], TextField()) if name in _TEXTS else wanted[name]
            for name in COLUMNS}  # fmt: skip
    made["e_on"] = Cast(made["e_on"], DateField())
    told: QuerySet[Any, Any] = rows.order_by().annotate(**made).values_list(*COLUMNS)
    return told


def _evidence(followup: Followup, seen: _Seen) -> Evidence:
    kind = EvidenceKind(seen.kind)
    who = str(REVIEWERS)
    if seen.group:
        who = _("%(group)s i intervju") % {"group": _(InterviewGroup(seen.group).label)}
    return Evidence(
        kind=kind,
        text=" ".join(part for part in (_counted(kind, seen), seen.more) if part),
        said_by=f"{who}, {seen.of}" if seen.of else who,
        on=seen.on,
        url=(
            reverse("visits:visit", args=[seen.visit])
            if seen.visit
            else reverse("visits:followup", args=[followup.pk])
        ),
        section_id=seen.section,
    )


def _counted(kind: EvidenceKind, seen: _Seen) -> str:
    """Return the words with the numbers that go with them: n of m."""
    numbers = {"text": seen.text, "part": seen.part, "whole": seen.whole}
    if kind == EvidenceKind.SAMPLE:
        return _("%(text)s: %(part)s av %(whole)s granskade i ordning.") % numbers
    if kind == EvidenceKind.STAFFING:
        return _("%(text)s: %(part)s på plats, %(whole)s enligt schemat.") % numbers
    if kind == EvidenceKind.INTERVIEW and seen.part is not None:
        return _("%(text)s (sagt av %(part)s av %(whole)s).") % numbers
    if kind == EvidenceKind.INTERVIEW:
        return _("%(text)s (%(whole)s tillfrågade).") % numbers
    return seen.text
