"""Two who assess apart: what the second has written, and how far the two agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from insyn.accounts.models import User
from insyn.criteria.models import Section
from insyn.findings.models import SecondReader, SecondReading
from insyn.findings.queries.assessing import Asked, reader_of, requirements_of
from insyn.findings.rules.second_reading import READS_ALREADY, Agreement, Pair, agreement
from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries import possible_reviewers
from insyn.kernel.access import Access


def possible_readers(access: Access, followup: Followup) -> QuerySet[User]:
    """Return those who may be second reader: they may carry out, and do not do so here."""
    return possible_reviewers(access, followup)


def reviewing_refusal(access: Access, followup: Followup, user: User) -> str:
    """Return why the person cannot be made a reviewer of the follow-up; empty when they can."""
    reader = reader_of(access, followup)
    if reader is None or reader.user_id != user.pk:
        return ""
    return _(READS_ALREADY) % {"user": user}


def has_told_of_bias(access: Access, followup: Followup, user_id: int | None) -> bool:
    """Tell whether the person has been a reviewer of the follow-up and told of bias (jäv)."""
    rows = Reviewer.objects.visible_to(access).filter(followup=followup, user=user_id)
    return rows.exclude(conflict="").exists()


def readings_of(access: Access, reader: SecondReader) -> Mapping[int, SecondReading]:
    """Return what the second reader has written, by wording. One query."""
    rows = SecondReading.objects.visible_to(access).filter(reader=reader)
    related = rows.select_related("scale_level", "first_scale_level", "settled_by")
    return {row.wording_id: row for row in related}


@dataclass(frozen=True, slots=True)
class Compared:
    """One requirement as the two assessed it."""

    asked: Asked
    reading: SecondReading

    @property
    def pair(self) -> Pair:
        row = self.reading
        return (
            row.first_scale_level_id or row.first_level,
            row.scale_level_id or row.level,
        )

    @property
    def differs(self) -> bool:
        first, second = self.pair
        return first != second

    @property
    def is_settled(self) -> bool:
        return self.reading.settled_on is not None


@dataclass(frozen=True, slots=True)
class AreaCompared:
    """How far the two agree in one area."""

    section: Section | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far the two agree, as a whole and per area, and each requirement."""

    agreement: Agreement
    areas: Sequence[AreaCompared]
    rows: Sequence[Compared]

    @property
    def differing(self) -> list[Compared]:
        return [row for row in self.rows if row.differs]

    @property
    def left(self) -> list[Compared]:
        return [row for row in self.differing if not row.is_settled]


def comparison_of(access: Access, followup: Followup, reader: SecondReader) -> Comparison | None:
    """Return the two side by side; None until both were done. Four queries."""
    if reader.compared_on is None:
        return None
    readings = readings_of(access, reader)
    asked = requirements_of(access, followup)
    rows = [
        Compared(one, readings[one.wording.pk])
        for one in asked
        if one.wording.pk in readings and readings[one.wording.pk].first_level
    ]
    areas: dict[int | None, list[Compared]] = {}
    for row in rows:
        areas.setdefault(row.asked.section_id, []).append(row)
    return Comparison(
        agreement=agreement([row.pair for row in rows]),
        areas=[
            AreaCompared(found[0].asked.section, agreement([row.pair for row in found]))
            for found in areas.values()
        ],
        rows=rows,
    )
