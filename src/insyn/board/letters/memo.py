"""What the memo to the board says."""

from collections.abc import Iterator, Mapping

from insyn.board.letters.texts import paragraphs
from insyn.board.rules import PassageKind
from insyn.board.rules.facts import MemoFacts, PassageFacts
from insyn.papers.content import (
    Block,
    Bullets,
    Document,
    Kind,
    Paragraph,
    Section,
    Signature,
)
from insyn.papers.wording import swedish_date

WARNINGS_HEADING = "Kända avvikelser i planen"


def memo_paper(memo: MemoFacts) -> Document:
    """Return the memo: exactly its own headings, in their order.

    Accepted warnings, when there are any to show, stand under a heading of their own before
    what the decision rests on. Appendices are listed last when no heading lists them.
    """
    return Document(
        title=memo.title,
        subtitle=memo.paper_name,
        organisation=memo.administration or memo.board,
        case_number=memo.case_number,
        issued_on=memo.dated_on,
        kind=Kind.LETTER,
        sender=tuple(_sender(memo)),
        recipient=(memo.recipient,) if memo.recipient else (),
        sections=tuple(_sections(memo)),
    )


def memo_values(memo: MemoFacts) -> Mapping[str, str]:
    """Return what the placeholders of a Word layout become."""
    return {
        "underrubrik": memo.paper_name,
        "handling": memo.paper_name,
        "datum": swedish_date(memo.dated_on),
        "diarienummer": memo.case_number,
        "nämnd": memo.board,
        "förvaltning": memo.administration,
        "kommun": memo.municipality,
        "mottagare": memo.recipient,
        "handläggare": memo.handled_by,
    }


def _sender(memo: MemoFacts) -> Iterator[str]:
    yield memo.municipality
    if memo.handled_by:
        yield f"Handläggare: {memo.handled_by}"


def _sections(memo: MemoFacts) -> Iterator[Section]:
    kinds = [passage.kind for passage in memo.passages]
    if PassageKind.BASIS in kinds:
        place = kinds.index(PassageKind.BASIS)
    else:
        texts = [at for at, kind in enumerate(kinds) if kind != PassageKind.SIGNATURES]
        place = max(texts, default=-1) + 1
    for at, passage in enumerate(memo.passages):
        if at == place:
            yield from _warnings(memo)
        yield Section(
            "" if passage.kind == PassageKind.SIGNATURES else passage.heading,
            _blocks(memo, passage),
        )
    if place >= len(memo.passages):
        yield from _warnings(memo)
    if PassageKind.BASIS not in kinds and memo.appendices:
        yield Section("", (Paragraph("Bilagor:"), Bullets(memo.appendices)))


def _blocks(memo: MemoFacts, passage: PassageFacts) -> tuple[Block, ...]:
    match passage.kind:
        case PassageKind.TEXT:
            return paragraphs(passage.text)
        case PassageKind.PROPOSALS:
            return (*paragraphs(passage.text), *_proposals(memo))
        case PassageKind.BASIS:
            return (*paragraphs(passage.text), Bullets(tuple(_basis(memo))))
        case PassageKind.SIGNATURES:
            return tuple(Signature(_signature(role, memo)) for role in memo.signatories)


def _proposals(memo: MemoFacts) -> tuple[Block, ...]:
    return (Bullets(memo.proposals, ordered=True),) if memo.proposals else ()


def _basis(memo: MemoFacts) -> Iterator[str]:
    yield f"{memo.paper_name} daterad {swedish_date(memo.dated_on)}"
    yield from memo.appendices
    for case_number, title in memo.references:
        yield f"{title}, {case_number}"


def _signature(role: str, memo: MemoFacts) -> tuple[str, ...]:
    return (role, memo.administration) if memo.administration else (role,)


def _warnings(memo: MemoFacts) -> Iterator[Section]:
    if memo.warnings:
        said = tuple(f"{known.sentence} Skäl: {known.reason}" for known in memo.warnings)
        yield Section(
            WARNINGS_HEADING,
            (Paragraph("Förvaltningen känner till följande och har skäl för det:"), Bullets(said)),
        )
