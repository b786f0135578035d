"""The memo that lays a report before the board: headings, first texts and proposals. Pure."""

from insyn.board.rules import PassageKind
from insyn.board.rules.memo_layouts import MemoDraft
from insyn.reports.rules.states import ReportKind

_PROPOSALS = {
    ReportKind.SINGLE: ("godkänna rapporten om uppföljningen enligt bilaga 1.",),
    ReportKind.YEARLY: (
        "godkänna ”{title}” enligt bilaga 1.",
        "överlämna rapporten till kommunstyrelsen.",
    ),
    ReportKind.JOINT: ("godkänna ”{title}” enligt bilaga 1.",),
    ReportKind.THEMATIC: ("lägga den tematiska granskningen till handlingarna enligt bilaga 1.",),
    ReportKind.INTERIM_SECTION: ("godkänna avsnittet till delårsrapporten enligt bilaga 1.",),
    ReportKind.QUALITY_SECTION: ("godkänna avsnittet till kvalitetsberättelsen enligt bilaga 1.",),
    ReportKind.COUNCIL: (
        "godkänna ”{title}” enligt bilaga 1.",
        "överlämna rapporten till kommunfullmäktige.",
    ),
    ReportKind.CITY: (
        "godkänna ”{title}” enligt bilaga 1.",
        "överlämna rapporten till de nämnder som samordnas.",
    ),
}


def memo_draft(kind: ReportKind, *, title: str, board: str, summary: str, period: str) -> MemoDraft:
    """Return the memo with its first texts: everything in it can be changed."""
    about = (
        f"Förvaltningen lägger fram ”{title}” för beslut. Rapporten gäller {period} och är "
        "bilaga 1."
    )
    return MemoDraft(
        paper_name="Tjänsteskrivelse",
        headings=(
            (PassageKind.PROPOSALS, "Förslag till beslut", f"{board} beslutar att"),
            (PassageKind.TEXT, "Ärendet", "\n\n".join(part for part in (about, summary) if part)),
            (PassageKind.BASIS, "Beslutsunderlag", ""),
            (PassageKind.SIGNATURES, "Underskrifter", ""),
        ),
        proposals=tuple(text.format(title=title) for text in _PROPOSALS[kind]),
        signatories=("Förvaltningsdirektör",),
    )
