"""A Word file to start from: every placeholder in a sensible place, to be dressed as one likes."""

from datetime import date
from io import BytesIO

from docx.document import Document as WordFile
from docx.shared import Cm

from insyn.papers.content import (
    Bullets,
    Document,
    Facts,
    Kind,
    Notice,
    Paragraph,
    Quote,
    Section,
    Signature,
    Table,
)
from insyn.papers.word.styles import TEXT_WIDTH, empty_file
from insyn.papers.word.xml import add_field
from insyn.papers.wording import Language, wording

_HALF_WAY = Cm(9.6)
_HEAD = (
    ("{{ kommun }}", "{{ handling }}"),
    ("{{ förvaltning }}", "Datum: {{ datum }}"),
    ("{{ handläggare }}", "Diarienummer: {{ diarienummer }}"),
    ("", "{{ mottagare }}"),
)

_BLOCKS = (
    Paragraph("Ingress", lead=True),
    Bullets(("en", "två")),
    Bullets(("en", "två"), ordered=True),
    Facts((("Nämnd", "Socialnämnden"),)),
    Table("Tabell", ("Avtal", "2026"), (("Stödboende", "X"),)),
    Notice("Ruta"),
    Quote("Utföraren", "Citat"),
    Signature(("Direktör",)),
)
_DEEP = Section("1", _BLOCKS, (Section("2", (), (Section("3", (), (Section("4"),)),)),))
TRIAL = tuple(Document("Prov", "Nämnden", date(2000, 1, 1), (_DEEP,), kind=kind) for kind in Kind)
"""Papers with every kind of text block, to try whether a layout can be written into."""


def sample_layout(*, is_report: bool) -> bytes:
    """Return the file; the one for a plan has a title page and a list of contents."""
    words = wording(Language.SWEDISH)
    word = empty_file(locale=words.locale, is_report=False)
    for left, right in _HEAD:
        paragraph = word.add_paragraph(style="Insyn Adress")
        paragraph.paragraph_format.tab_stops.add_tab_stop(_HALF_WAY)
        paragraph.add_run(f"{left}\t{right}")
    word.add_paragraph("{{ rubrik }}", style="Title" if is_report else "Insyn Brevrubrik")
    if is_report:
        word.add_paragraph("{{ underrubrik }}", style="Subtitle")
        word.add_paragraph("{{ innehållsförteckning }}")
    word.add_paragraph("{{ innehåll }}")
    _add_frame(word)
    word.core_properties.title = "Wordmall"
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _add_frame(word: WordFile) -> None:
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "{{ nämnd }}\t{{ diarienummer }}"
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH)
    foot.add_run("\tSida ")
    add_field(foot, "PAGE", "1")
