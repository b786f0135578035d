"""Making a matter, changing its head, and taking a draft away."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.board.models import (
    Appendix,
    BoardItem,
    ItemPassage,
    ItemProposal,
    ItemSignatory,
    WordLayout,
)
from insyn.board.queries.papers import focus_of, period_in_words
from insyn.board.rules import AppendixKind, ItemState, LayoutKind
from insyn.board.rules.memo_layouts import MemoDraft, MemoLayout, Words, draft_of
from insyn.board.rules.refusals import check_plan_for_item
from insyn.documents.models import Document
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan, PlanForm
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What stands at the top of the memo. Without a title it is called as its plan."""

    title: str
    dated_on: date
    case_number: str = ""
    recipient: str = ""
    handled_by: str = ""
    paper_name: str = ""
    shows_warnings: bool = True
    memo_layout: WordLayout | None = None
    plan_layout: WordLayout | None = None


def place_of(item: BoardItem) -> Place:
    """Return whose trail the events of the matter stand in."""
    return Place(item.authority_id)


def locked_item(access: Access, item: BoardItem, version: int | None = None) -> BoardItem:
    """Return the matter with its plan and board, locked until the transaction ends."""
    rows = BoardItem.objects.visible_to(access).select_related(
        "authority__municipality", "plan__authority__municipality", "plan__programme",
        "memo_layout__document", "plan_layout__document",
    )  # fmt: skip
    return locked_row(rows, pk=item.pk, version=version)


def why_closed(state: ItemState) -> str:
    """Return why a matter that is no longer a draft stands as it is, and what to do instead."""
    if state == ItemState.ISSUED:
        return _("Ärendet är expedierat. Ta tillbaka det för ändring om något ska ändras.")
    return _("Ärendet är beslutat och ändras inte. Gör ett nytt ärende om något ska ändras.")


def draft_to_change(access: Access, item: BoardItem, version: int | None = None) -> BoardItem:
    """Return the matter, locked, to one who may write it while it is a draft.

    Raises:
        RuleViolation: it has been issued or decided.
    """
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=item.authority_id)
    row = locked_item(access, item, version)
    if row.state != ItemState.DRAFT:
        raise RuleViolation(why_closed(ItemState(row.state)))
    return row


@transaction.atomic
def create_item(access: Access, plan: Plan, *, facts: ItemHead, layout: MemoLayout) -> BoardItem:
    """Make a matter about the plan, with headings and first texts of the layout.

    The plan becomes appendix 1.

    Raises:
        RuleViolation: the board has already decided the plan.
    """
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=plan.authority_id)
    rows = Plan.objects.visible_to(access).select_related("authority__municipality")
    locked = locked_row(rows, pk=plan.pk)
    check_plan_for_item(locked.plan_state)
    draft = draft_of(layout, _words(access, locked))
    item = BoardItem(authority=locked.authority, plan=locked)
    _set_head(item, facts)
    item.title = facts.title or locked.title
    item.paper_name = facts.paper_name or draft.paper_name
    item.full_clean()
    item.save()
    _add_parts(item, draft)
    Appendix.objects.create(item=item, number=1, kind=AppendixKind.PLAN, title=locked.title)
    record(access, "board_item.created", item, place=place_of(item), facts={"layout": str(layout)})
    return item


@transaction.atomic
def create_item_about(
    access: Access,
    authority: Authority,
    *,
    facts: ItemHead,
    draft: MemoDraft,
    appendix: Document,
) -> BoardItem:
    """Make a matter about what a higher floor lays before the board: its paper is appendix 1."""
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=authority.pk)
    item = BoardItem(authority=authority)
    _set_head(item, facts)
    item.paper_name = facts.paper_name or draft.paper_name
    item.full_clean()
    item.save()
    _add_parts(item, draft)
    set_subject_paper(access, item, appendix)
    record(access, "board_item.created", item, place=place_of(item))
    return item


@transaction.atomic
def set_subject_paper(access: Access, item: BoardItem, paper: Document) -> Appendix:
    """Let the paper be what the matter is about; an earlier edition of it gives way.

    Raises:
        RuleViolation: the matter is no longer a draft.
    """
    row = draft_to_change(access, item)
    mine = Appendix.objects.visible_to(access).filter(item=row)
    found = mine.filter(kind=AppendixKind.SUBJECT).first()
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    appendix = found or Appendix(item=row, number=number, kind=AppendixKind.SUBJECT)
    appendix.title, appendix.document = paper.title, paper
    appendix.version += bool(found)
    appendix.full_clean()
    appendix.save()
    return appendix


def _words(access: Access, plan: Plan) -> Words:
    board: Authority = plan.authority
    forms = PlanForm.objects.visible_to(access).filter(plan=plan, is_outside=False)
    return Words(
        board=board.name,
        administration=board.administration or "Förvaltningen",
        plan=plan.title,
        period=period_in_words(plan),
        forms=[form.name for form in forms],
        focus=[area.name for area in focus_of(access, plan)],
    )


def _add_parts(item: BoardItem, draft: MemoDraft) -> None:
    ItemPassage.objects.bulk_create(
        ItemPassage(item=item, position=at, kind=kind, heading=heading, text=text)
        for at, (kind, heading, text) in enumerate(draft.headings)
    )
    ItemProposal.objects.bulk_create(
        ItemProposal(item=item, position=at, text=text) for at, text in enumerate(draft.proposals)
    )
    ItemSignatory.objects.bulk_create(
        ItemSignatory(item=item, position=at, role=role)
        for at, role in enumerate(draft.signatories)
    )


def _set_head(item: BoardItem, facts: ItemHead) -> None:
    for name in ItemHead.__slots__:
        setattr(item, name, getattr(facts, name))


@transaction.atomic
def save_head(
    access: Access, item: BoardItem, *, facts: ItemHead, version: int | None = None
) -> BoardItem:
    """Change what stands at the top of the memo, and which Word layouts are used.

    Raises:
        RuleViolation: the matter is no longer a draft, or a layout is not for that paper.
    """
    row = draft_to_change(access, item, version)
    for layout, kind in (
        (facts.memo_layout, LayoutKind.MEMO),
        (facts.plan_layout, LayoutKind.PLAN),
    ):
        if layout is not None and (layout.authority_id, layout.kind) != (row.authority_id, kind):
            raise RuleViolation(
                _("Wordmallen ”%(layout)s” går inte att använda här. Välj en som visas.")
                % {"layout": layout}
            )
    paper_name = row.paper_name
    title = row.plan.title if row.plan else row.title
    _set_head(row, facts)
    row.paper_name = facts.paper_name or paper_name
    row.title = facts.title or title
    row.version += 1
    row.full_clean()
    row.save()
    record(access, "board_item.changed", row, place=place_of(row))
    return row


@transaction.atomic
def remove_item(access: Access, item: BoardItem, *, version: int | None = None) -> None:
    """Take away a draft that never was issued.

    Raises:
        RuleViolation: its papers have been issued at some time.
    """
    row = draft_to_change(access, item, version)
    if row.papers.visible_to(access).exists():
        raise RuleViolation(
            _("Ärendet har varit expedierat och kan inte tas bort. Ändra det i stället.")
        )
    record(access, "board_item.removed", row, place=place_of(row), facts={"title": row.title})
    row.delete()
