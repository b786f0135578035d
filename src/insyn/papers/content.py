"""What a document says, without how it looks. Pure: one tree becomes Word, PDF and HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, assert_never

from insyn.kernel.choices import Choice
from insyn.papers.wording import Language, wording


class Kind(Choice):
    """What sort of paper it is: a report has a cover and contents, a letter has an addressee."""

    REPORT = "report", "Rapport"
    LETTER = "letter", "Brev"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A lead stands first and is set larger; a newline breaks the line."""

    text: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; an ordered one is numbered from 1."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell whose figure can be traced: the key leads to where it comes from.

    It covers ``columns`` places; each place after the first holds ``COVERED``.
    """

    text: str
    key: str = ""
    columns: int = 1


COVERED = Cell("", columns=0)
"""The place of a cell that the one before it covers."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading row. ``widths`` are relative; without them the content decides.

    ``row_headers`` says that the first cell of each row names the row.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    row_headers: bool = True
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a ragged table.

        Raises:
            ValueError: a row, or the widths, have another length than the heading row, or a
                cell covers other places than those that say so.
        """
        lengths = {len(row) for row in self.rows} | {len(self.widths) or len(self.header)}
        if not self.header or lengths != {len(self.header)}:
            raise ValueError(f"the table {self.caption!r} is ragged")
        if any(map(_is_torn, self.rows)):
            raise ValueError(f"the table {self.caption!r} has a covered cell out of its place")


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A locked figure that can be traced by its key."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The figures to remember, shown large side by side."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, as SVG from ``papers.charts``. ``alt`` says what the chart shows."""

    caption: str
    alt: str
    svg: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed remark."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else wrote, under a line that says who."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Room to sign above the lines of name and role."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Prose: TypeAlias = Paragraph | Bullets | Notice | Quote | Signature | PageBreak
Data: TypeAlias = Table | Facts | KeyFigures | Figure
Block: TypeAlias = Prose | Data


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; no heading at all is allowed.

    An unnumbered section, such as an appendix, has unnumbered sections under it.
    """

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    numbered: bool = True
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. ``issued_on`` is passed in: the same facts give the same paper.

    ``reference`` is shown under the title. ``recipient`` and ``sender`` are lines of a letter.
    """

    title: str
    organisation: str
    issued_on: date
    sections: tuple[Section, ...]
    subtitle: str = ""
    case_number: str = ""
    kind: Kind = Kind.REPORT
    recipient: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()
    reference: tuple[tuple[str, str], ...] = ()
    language: Language = Language.SWEDISH


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in its place. Level 1 is the highest; ``number`` is ”2.1” or empty."""

    level: int
    number: str
    text: str

    @property
    def full_text(self) -> str:
        return f"{self.number} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its place. ``label`` is ”Tabell 2” or ”Figur 1” in a report, else empty."""

    block: Block
    label: str = ""


def outline(document: Document) -> list[Heading]:
    """Return the headings in reading order, with the numbers a report shows."""
    return [item for item in flow(document) if isinstance(item, Heading)]


def flow(document: Document) -> list[Heading | Placed]:
    """Return headings and blocks in reading order, numbered; a letter has no numbers."""
    items = list(_walk(document.sections, 1, "", is_numbered=document.kind == Kind.REPORT))
    return items if document.kind == Kind.LETTER else _labelled(items, document.language)


def _walk(
    sections: Sequence[Section], level: int, prefix: str, *, is_numbered: bool
) -> Iterator[Heading | Placed]:
    count = 0
    for section in sections:
        has_number = is_numbered and section.numbered and bool(section.heading)
        count += has_number
        number = f"{prefix}{count}" if has_number else ""
        if section.starts_page:
            yield Placed(PageBreak())
        if section.heading:
            yield Heading(level, number, section.heading)
        yield from (Placed(block) for block in section.blocks)
        below = level + 1 if section.heading else level
        yield from _walk(section.sections, below, f"{number}.", is_numbered=has_number)


def _labelled(items: Sequence[Heading | Placed], language: Language) -> list[Heading | Placed]:
    words = wording(language)
    tables = figures = 0
    labelled: list[Heading | Placed] = []
    for item in items:
        match item:
            case Placed(block=Table() as table):
                tables += 1
                labelled.append(Placed(table, f"{words.table} {tables}"))
            case Placed(block=Figure() as figure):
                figures += 1
                labelled.append(Placed(figure, f"{words.figure} {figures}"))
            case _:
                labelled.append(item)
    return labelled


def caption_of(placed: Placed) -> str:
    """Return the caption with its label: ”Tabell 2. Uppföljningar per kommun”."""
    caption = placed.block.caption if isinstance(placed.block, Table | Figure) else ""
    return ". ".join(part for part in (placed.label, caption) if part)


def text_of(cell: str | Cell) -> str:
    """Return what the cell says."""
    return cell.text if isinstance(cell, Cell) else cell


def columns_of(cell: str | Cell) -> int:
    """Return how many places the cell covers: none when another covers its own."""
    return cell.columns if isinstance(cell, Cell) else 1


def _is_torn(row: Sequence[str | Cell]) -> bool:
    """Tell whether a place is covered by no cell, by two, or lies outside the row."""
    left = 0
    for cell in row:
        if (columns_of(cell) == 0) != (left > 0):
            return True
        left = (left or columns_of(cell)) - 1
    return left > 0


def key_of(cell: str | Cell) -> str:
    """Return the key of a traceable cell, else an empty string."""
    return cell.key if isinstance(cell, Cell) else ""


def plain_text(document: Document) -> str:
    """Return every word of the document in reading order, a line for each part."""
    lines = [document.organisation, document.title, document.subtitle, document.case_number]
    lines += document.recipient
    lines += [f"{label}: {value}" for label, value in document.reference]
    for item in flow(document):
        if isinstance(item, Heading):
            lines.append(item.full_text)
        elif isinstance(item.block, Prose):
            lines += _prose_lines(item.block)
        else:
            lines += [caption_of(item), *_data_lines(item.block)]
    return "\n".join(line for line in lines if line)


def _prose_lines(block: Prose) -> tuple[str, ...]:
    match block:
        case Paragraph(text=text) | Notice(text=text):
            lines: tuple[str, ...] = (text,)
        case Bullets(items=parts) | Signature(lines=parts):
            lines = parts
        case Quote():
            lines = (block.heading, block.text)
        case PageBreak():
            lines = ()
        case _:
            assert_never(block)
    return lines


def _data_lines(block: Data) -> list[str]:
    match block:
        case Table():
            rows = [block.header, *(tuple(map(text_of, row)) for row in block.rows)]
            return ["\t".join(row) for row in rows]
        case Facts():
            return [f"{label}: {value}" for label, value in block.pairs]
        case KeyFigures():
            return [f"{item.label}: {item.value}" for item in block.items]
        case Figure():
            return [block.alt]
        case _:
            assert_never(block)
