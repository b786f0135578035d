"""Adding, changing, moving and removing what a memo consists of."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import record
from insyn.board.models import Appendix, BoardItem
from insyn.board.queries.items import MODELS, PartRow, parts_of
from insyn.board.rules import DECIDED_ON, AppendixKind, Part, PassageKind
from insyn.board.services.items import draft_to_change, place_of
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row

_OUT_OF_THE_WAY = 10_000
"""Added to a number for a moment, so that two appendices never have the same."""


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """A heading, what stands under it, and its text or the line that leads in."""

    heading: str
    text: str = ""
    kind: PassageKind = PassageKind.TEXT


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A clause of the proposed decision."""

    text: str


@dataclass(frozen=True, slots=True)
class AppendixFacts:
    """An appendix; without a paper it is sent beside the system."""

    title: str
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """Another matter that the memo refers to."""

    case_number: str
    title: str


@dataclass(frozen=True, slots=True)
class SignatoryFacts:
    """Who signs, by role."""

    role: str


PartFacts: TypeAlias = (
    PassageFacts | ProposalFacts | AppendixFacts | ReferenceFacts | SignatoryFacts
)


@transaction.atomic
def save_part(
    access: Access,
    item: BoardItem,
    part: Part,
    *,
    facts: PartFacts,
    row: PartRow | None = None,
    version: int | None = None,
) -> PartRow:
    """Change the part, or add one last when there is no row; ``version`` is that of the row.

    Raises:
        RuleViolation: the matter is no longer a draft, the passage is already in the memo, or
            the file cannot be stored.
        Outdated: somebody changed the part in the meantime, or took it away.
    """
    draft = draft_to_change(access, item)
    rows = parts_of(access, draft, part).select_related(None)
    saved = (
        _new(access, draft, part) if row is None else locked_row(rows, pk=row.pk, version=version)
    )
    _check_once(access, draft, facts, saved)
    for name in facts.__slots__:
        if name == "paper":
            _attach(access, draft, saved, facts)
        else:
            setattr(saved, name, getattr(facts, name))
    if row is not None:
        saved.version += 1
    saved.full_clean(exclude=["item"])
    saved.save()
    event = "board_item.part_added" if row is None else "board_item.part_changed"
    record(access, event, draft, place=place_of(draft), facts={"part": part.label})
    return saved


def _new(access: Access, item: BoardItem, part: Part) -> PartRow:
    made: PartRow = MODELS[part](item=item)  # type: ignore[assignment]
    field = _order_of(part)
    if field:
        last = parts_of(access, item, part).aggregate(last=Max(field))["last"]
        setattr(made, field, 0 if last is None else last + 1)
    return made


def _order_of(part: Part) -> str:
    """Return the column that says the order; references stand as they were added."""
    return {Part.APPENDIX: "number", Part.REFERENCE: ""}.get(part, "position")


def _check_once(access: Access, item: BoardItem, facts: PartFacts, row: PartRow) -> None:
    if not isinstance(facts, PassageFacts) or facts.kind == PassageKind.TEXT:
        return
    others = parts_of(access, item, Part.PASSAGE).exclude(pk=row.pk)
    if others.filter(kind=facts.kind).exists():
        raise RuleViolation(
            _("Skrivelsen har redan ett avsnitt med innehållet ”%(kind)s”. Ändra det i stället.")
            % {"kind": _(facts.kind.label)}
        )


def _attach(access: Access, item: BoardItem, row: PartRow, facts: PartFacts) -> None:
    if isinstance(facts, AppendixFacts) and facts.paper and isinstance(row, Appendix):
        if row.kind == AppendixKind.SUBJECT:
            raise RuleViolation(_("Bilagan skrivs av Insyn. Lägg till filen som egen bilaga."))
        if row.kind == AppendixKind.PLAN:
            raise RuleViolation(
                _("Planen skrivs av Insyn när ärendet expedieras. Lägg till filen som egen bilaga.")
            )
        # Those who read only what is issued read it when the matter is, and not by its number.
        paper = replace(facts.paper, direction=Direction.WORKING)
        row.document = store_document(access, item.authority, paper)


@transaction.atomic
def move_part(access: Access, item: BoardItem, part: Part, *, row: PartRow, is_up: bool) -> None:
    """Let the part change places with the one before it, or after it; at the end, stay.

    Raises:
        RuleViolation: the matter is no longer a draft, or the plan would not be appendix 1.
        Outdated: somebody took the part away.
    """
    draft = draft_to_change(access, item)
    locked_row(parts_of(access, draft, part).select_related(None), pk=row.pk)
    rows = list(parts_of(access, draft, part))
    at = [other.pk for other in rows].index(row.pk)
    to = at - 1 if is_up else at + 1
    if not _order_of(part) or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    if part == Part.APPENDIX and {rows[at].kind, rows[to].kind} & DECIDED_ON:
        raise RuleViolation(
            _("Det som nämnden beslutar om är alltid bilaga 1. De andra bilagorna står efter.")
        )
    _put_in_order(rows, part)
    said: Facts = {"part": part.label, "before": at + 1, "after": to + 1}
    record(access, "board_item.part_moved", draft, place=place_of(draft), facts=said)


@transaction.atomic
def remove_part(access: Access, item: BoardItem, part: Part, *, row: PartRow) -> None:
    """Take the part away; appendices after it are numbered anew.

    Raises:
        RuleViolation: the matter is no longer a draft, or the part is the plan itself.
        Outdated: somebody took it away already.
    """
    draft = draft_to_change(access, item)
    gone = locked_row(parts_of(access, draft, part).select_related(None), pk=row.pk)
    if isinstance(gone, Appendix) and gone.kind in DECIDED_ON:
        raise RuleViolation(_("Det är det som nämnden beslutar om, och det är alltid bilaga 1."))
    gone.delete()
    if part == Part.APPENDIX:
        _put_in_order(list(parts_of(access, draft, part)), part)
    facts = {"part": part.label}
    record(access, "board_item.part_removed", draft, place=place_of(draft), facts=facts)


def _put_in_order(rows: list[PartRow], part: Part) -> None:
    """Store the order of the rows: appendices from 1, others from 0."""
    field = _order_of(part)
    first = 1 if part == Part.APPENDIX else 0
    moved = [
        (row, place) for place, row in enumerate(rows, start=first) if getattr(row, field) != place
    ]
    for away in (_OUT_OF_THE_WAY, 0) if part == Part.APPENDIX else (0,):
        for row, place in moved:
            setattr(row, field, place + away)
            row.save(update_fields=[field])
