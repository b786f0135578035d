"""Making the papers of a matter: the trees, and the files in the board's own layouts."""

from insyn.board.letters.memo import memo_paper, memo_values
from insyn.board.letters.plan import plan_paper, plan_values
from insyn.board.models import BoardItem
from insyn.board.queries.papers import memo_facts, plan_facts
from insyn.board.queries.tables import public_lines, timetables_of
from insyn.board.queries.warnings import known_warnings
from insyn.board.rules import LayoutKind
from insyn.documents.services import open_document
from insyn.kernel.access import Access
from insyn.papers import pdf, word
from insyn.papers.content import Document as PaperTree
from insyn.plans.letters.tables import hours_table

WORD, PDF = "docx", "pdf"
ENDINGS = (WORD, PDF)


def memo_tree(access: Access, item: BoardItem) -> PaperTree:
    """Return the memo as it reads now."""
    return memo_paper(memo_facts(access, item, warnings=known_warnings(access, item)))


def plan_tree(access: Access, item: BoardItem) -> PaperTree:
    """Return the plan as it reads now."""
    lines = public_lines(access, item.the_plan)
    return plan_paper(
        plan_facts(access, item, lines.lines),
        timetables=timetables_of(lines),
        hours=hours_table(lines),
    )


def item_paper(access: Access, item: BoardItem, kind: LayoutKind, ending: str) -> bytes:
    """Return the memo or the plan as a file, as it reads now; nothing is stored.

    Word is written into the layout that the matter names; PDF always has the same look, which
    is made to be read by everybody and kept.

    Raises:
        RuleViolation: the layout's file is not what was stored, or the PDF would not be
            accessible.
    """
    tree = memo_tree(access, item) if kind == LayoutKind.MEMO else plan_tree(access, item)
    if ending == PDF:
        return pdf.render(tree)
    layout = item.memo_layout if kind == LayoutKind.MEMO else item.plan_layout
    if layout is None:
        return word.render(tree)
    values = (
        memo_values(memo_facts(access, item))
        if kind == LayoutKind.MEMO
        else plan_values(plan_facts(access, item, ()))
    )
    return word.render_into(open_document(access, layout.document), tree, values)
