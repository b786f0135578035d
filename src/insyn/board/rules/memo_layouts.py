"""The memos that Insyn comes with: headings in order, proposals, and who signs by role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from insyn.board.rules.kinds import PassageKind
from insyn.kernel.choices import Choice

Heading: TypeAlias = tuple[PassageKind, str, str]
"""What stands under the heading, the heading, and a first text."""

_TEXT, _PROPOSALS = PassageKind.TEXT, PassageKind.PROPOSALS
_BASIS, _SIGNATURES = PassageKind.BASIS, PassageKind.SIGNATURES
_SIGN: Heading = (_SIGNATURES, "Underskrifter", "")
_PREPARED = "Ärendet har beretts inom {administration}."
_ABOUT = (
    "Planen beskriver hur {board} följer upp och kontrollerar de privata utförare som har hand om "
    "verksamhet åt nämnden {period}. Syftet är att brukarna ska få god kvalitet, att utförarna ska "
    "följa sina avtal och att nämnden ska ha insyn i verksamheten."
)
_CONTENT = "{forms}{focus}"
_RESULT = (
    "Resultatet redovisas för nämnden när uppföljningarna är genomförda och är underlag för nästa "
    "plan."
)


class MemoLayout(Choice):
    """A memo to begin from."""

    SHORT_2020 = "short_2020", "Kort tjänsteskrivelse (2020)"
    FULL_2024 = "full_2024", "Tjänsteskrivelse med beredning och konsekvenser (2024)"
    CITY_2021 = "city_2021", "Tjänsteutlåtande med synpunkter och förslag (2021)"


@dataclass(frozen=True, slots=True)
class MemoDraft:
    """A memo as it is when it has been made: everything in it can be changed."""

    paper_name: str
    headings: tuple[Heading, ...]
    proposals: tuple[str, ...]
    signatories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the first texts are filled with. ``board`` begins with a capital letter."""

    board: str
    administration: str
    plan: str
    period: str
    forms: Sequence[str] = ()
    focus: Sequence[str] = ()


_DRAFTS = {
    MemoLayout.SHORT_2020: MemoDraft(
        paper_name="Tjänsteskrivelse",
        headings=(
            (_PROPOSALS, "Förslag till beslut", "{Board} beslutar att"),
            (_TEXT, "Ärendet", f"{_ABOUT}\n\n{_CONTENT}\n\n{_RESULT}"),
            (_BASIS, "Beslutsunderlag", ""),
            _SIGN,
        ),
        proposals=("anta ”{plan}” enligt bilaga 1.",),
        signatories=("Direktör",),
    ),
    MemoLayout.FULL_2024: MemoDraft(
        paper_name="Tjänsteskrivelse",
        headings=(
            (_PROPOSALS, "Förslag till beslut", "{Board} beslutar"),
            (_TEXT, "Ärendet", _ABOUT),
            (_TEXT, "Beredning", _PREPARED),
            (_TEXT, "Föredragning", f"{_CONTENT}\n\n{_RESULT}"),
            (_TEXT, "Barnkonsekvensanalys", ""),
            (_TEXT, "Ekonomiska konsekvenser", ""),
            (_BASIS, "Beslutsunderlag", ""),
            _SIGN,
        ),
        proposals=("att anta ”{plan}” enligt bilaga 1.",),
        signatories=("Förvaltningsdirektör",),
    ),
    MemoLayout.CITY_2021: MemoDraft(
        paper_name="Tjänsteutlåtande",
        headings=(
            (_PROPOSALS, "Förvaltningens förslag till beslut", ""),
            _SIGN,
            (_TEXT, "Sammanfattning", _ABOUT),
            (_TEXT, "Bakgrund", ""),
            (_TEXT, "Ärendets beredning", _PREPARED),
            (_TEXT, "Ärendet", f"{_CONTENT}\n\n{_RESULT}"),
            (_TEXT, "Jämställdhetsanalys", ""),
            (_TEXT, "Förvaltningens synpunkter och förslag", ""),
        ),
        proposals=(
            "{Board} antar ”{plan}” enligt bilaga 1.",
            "{Board} uppdrar till förvaltningen att genomföra planen.",
        ),
        signatories=("Förvaltningsdirektör", "Avdelningschef"),
    ),
}


def draft_of(layout: MemoLayout, words: Words) -> MemoDraft:
    """Return the memo with its first texts filled in.

    A heading whose text only the board's own people can write, such as what the matter means
    for children, is empty: the memo is not issued before it has been written or taken away.
    """
    draft = _DRAFTS[layout]
    return MemoDraft(
        draft.paper_name,
        tuple((kind, heading, _filled(text, words)) for kind, heading, text in draft.headings),
        tuple(_filled(text, words) for text in draft.proposals),
        draft.signatories,
    )


def in_sentence(name: str) -> str:
    """Return the name as it stands inside a sentence: ”socialnämnden”, but ”IFO-nämnden”."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _filled(text: str, words: Words) -> str:
    said = text.format(
        Board=words.board,
        board=in_sentence(words.board),
        administration=in_sentence(words.administration),
        plan=words.plan,
        period=words.period,
        forms=_listed("Planen har följande former av uppföljning:", words.forms),
        focus=_listed("\n\nI fokus står:" if words.forms else "I fokus står:", words.focus),
    )
    return said.strip().replace("\n\n\n\n", "\n\n")


def _listed(lead: str, items: Sequence[str]) -> str:
    return "\n\n".join([lead, "\n".join(f"- {item}" for item in items)]) if items else ""
