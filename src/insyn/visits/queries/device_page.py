"""The page of a visit on a device: areas, questions, notes, and what waits for a choice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _

from insyn.followups.rules import BEFORE_SENT, State
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence
from insyn.visits.models import Visit
from insyn.visits.queries.device import (
    ConflictThere,
    NoteThere,
    There,
    areas_asked,
    evidence_of,
    facts_by_key,
    said,
    what_is_there,
)
from insyn.visits.queries.in_depth import areas_in_depth
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.device import (
    WRITTEN,
    AreaAsked,
    AreaOnDevice,
    Choosing,
    Given,
    NoteOnDevice,
    QuestionAskedOnVisit,
    QuestionOnDevice,
    asked_keys,
    condition_for_browser,
    joined,
)
from insyn.visits.rules.operations import closed_because


@dataclass(frozen=True, slots=True)
class DevicePage:
    """A visit as the page on a device shows it.

    ``closed`` is why nothing can be written, in the reader's language; empty when it can.
    """

    visit: Visit
    areas: tuple[AreaOnDevice, ...]
    there: There
    closed: str

    @property
    def answered(self) -> int:
        return sum(area.answered for area in self.areas)

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)

    def area(self, pk: int) -> AreaOnDevice | None:
        """Return the area with the key; None when there is none such."""
        return next((area for area in self.areas if area.pk == pk), None)


@dataclass(frozen=True, slots=True)
class Problems:
    """What could not be kept of a form, as it was typed.

    ``notes`` by their mark and ``new`` notes by their area are (text, what is wrong).
    """

    answers: Mapping[int, Given] = field(default_factory=dict)
    notes: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    new: Mapping[int, tuple[str, str]] = field(default_factory=dict)


NO_PROBLEMS = Problems()


def device_page(access: Access, visit: Visit, problems: Problems = NO_PROBLEMS) -> DevicePage:
    """Return the page, with the areas that are taken up in depth first.

    Seven queries, eight in depth, and those of what the provider has said before.
    """
    followup = visit.followup
    areas = areas_asked(access, followup.template_version)
    facts = facts_by_key(areas)
    there = what_is_there(access, visit, facts)
    keys = {*facts, *(key for area in areas for key in area.others)}
    builder = _Builder(
        there=there,
        asked=asked_keys(areas, {one.question: one.value for one in there.answers}),
        earlier=evidence_of(access, followup, keys),
        known={one.facts.code: one for area in areas for one in area.questions},
        problems=problems,
        first=areas_in_depth(access, followup),
    )
    areas = tuple(sorted(areas, key=lambda area: area.name not in builder.first))
    closed = closed_because(
        is_sent=State(followup.state) not in BEFORE_SENT,
        is_cancelled=visit.state == VisitState.CANCELLED,
    )
    return DevicePage(
        visit=visit,
        areas=tuple(builder.area(area) for area in areas),
        there=there,
        closed=_(closed) if closed else "",
    )


@dataclass(slots=True)
class _Builder:
    there: There
    asked: set[int]
    earlier: Mapping[int, Sequence[Evidence]]
    known: Mapping[str, QuestionAskedOnVisit]
    problems: Problems
    first: frozenset[str]
    given: dict[int, Given] = field(default_factory=dict)
    waiting: dict[int | UUID, list[ConflictThere]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.there.conflicts:
            about = one.note or one.question
            if about is not None:
                self.waiting.setdefault(about, []).append(one)
        for answer in self.there.answers:
            self.given[answer.question] = Given(
                answer.value, answer.comment, answer.revision, by=answer.by
            )

    def area(self, area: AreaAsked) -> AreaOnDevice:
        texts = {one.pk: one.facts.text for one in area.questions}
        return AreaOnDevice(
            pk=area.pk,
            number=area.number,
            name=area.name,
            intro=area.intro,
            questions=tuple(
                self._question(one, f"{area.number}.{place}")
                for place, one in enumerate(area.questions, 1)
            ),
            notes=tuple(self._notes(area, texts)),
            earlier=tuple(line for key in area.others for line in self._earlier(key)),
            unkept=self.problems.new.get(area.pk, ("", "")),
            is_in_depth=area.name in self.first,
        )

    def _question(self, one: QuestionAskedOnVisit, number: str) -> QuestionOnDevice:
        given = self.given.get(one.pk, Given())
        given = replace(given, words=said(one.facts, given.value))
        is_text = one.facts.answer_type in WRITTEN
        waiting = tuple(
            _choosing(other, given.words, other.words)
            if is_text
            else _choosing(other, given.comment, other.comment)
            for other in self.waiting.get(one.pk, ())
        )
        typed = self.problems.answers.get(one.pk)
        given = replace(typed or given, waiting=waiting)
        return QuestionOnDevice(
            asked=one,
            number=number,
            is_asked=one.pk in self.asked or bool(waiting),
            condition=condition_for_browser(one.facts, self.known),
            given=given,
            earlier=tuple(self._earlier(one.pk)),
        )

    def _notes(self, area: AreaAsked, texts: Mapping[int, str]) -> Iterator[NoteOnDevice]:
        """Yield the area's notes, last those that wait for a choice but were taken away."""
        for one in self.there.notes:
            if one.section == area.pk:
                yield self._note(one, texts)
        there = {one.key for one in self.there.notes}
        for key, waiting in self.waiting.items():
            is_gone = isinstance(key, UUID) and key not in there
            if is_gone and waiting[0].section == area.pk:
                choices = tuple(_choosing(one, "", one.words) for one in waiting)
                yield NoteOnDevice(key=waiting[0].note, text="", revision=0, by="", waiting=choices)

    def _note(self, note: NoteThere, texts: Mapping[int, str]) -> NoteOnDevice:
        waiting = self.waiting.get(note.key, ()) if note.key else ()
        typed = self.problems.notes.get(note.key) if note.key else None
        text, problem = typed or (note.text, "")
        return NoteOnDevice(
            key=note.key,
            text=text,
            revision=note.revision,
            by=note.by,
            about=texts.get(note.question or 0, ""),
            problem=problem,
            waiting=tuple(_choosing(one, note.text, one.words) for one in waiting),
        )

    def _earlier(self, key: int) -> list[str]:
        return [f"{one.said_by}: {one.text}" for one in self.earlier.get(key, ())]


def _choosing(conflict: ConflictThere, standing: str, waiting: str) -> Choosing:
    return Choosing(
        key=conflict.key,
        value=conflict.value,
        words=conflict.words,
        comment=conflict.comment,
        by=conflict.by,
        both=joined(standing, waiting),
    )
