"""Lists from deviation systems: their columns, and what their words mean. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from insyn.kernel.texts import personal_number_problem
from insyn.papers.sheets.cells import Row, plain_text
from insyn.papers.sheets.checking import CheckedRow, LeftOut, Problem, RowCheck, RowProblem, check
from insyn.papers.sheets.checking import Severity as Weight
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import Sheet
from insyn.signals.rules.states import Severity, SignalCategory
from insyn.signals.rules.triage import TEXT_LENGTH, day_refusal

_SEVERITIES: tuple[tuple[str, str], ...] = (
    *Severity.choices(),
    *(("low", word) for word in ("Låg", "Liten", "Ringa", "1")),
    *(("medium", word) for word in ("Medel", "Mellan", "Mindre allvarlig", "2")),
    *(("serious", word) for word in ("Hög", "Stor", "Allvarligt", "Betydande", "3")),
    *(("critical", word) for word in ("Mycket hög", "Mycket allvarlig", "Akut", "4")),
)

COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("external_id", "Nummer", aliases=("Ärendenummer", "Id", "extern_id", "Avvikelsenr",
               "Avvikelsenummer", "Ärende"), required=True, max_length=100),
    ColumnSpec("happened_on", "Datum", Kind.DATE, aliases=("Händelsedatum", "Inträffade", "Hände"),
               required=True),
    ColumnSpec("org_number", "Organisationsnummer", Kind.ORGANISATION_NUMBER,
               aliases=("Orgnr", "Org.nr", "Utförarens organisationsnummer")),
    ColumnSpec("provider", "Utförare", aliases=("Leverantör", "Bolag", "Utförarens namn")),
    ColumnSpec("unit", "Verksamhet", aliases=("Enhet", "Boende")),
    ColumnSpec("category", "Kategori", aliases=("Typ", "Typ av avvikelse", "Område")),
    ColumnSpec("severity", "Allvar", Kind.CHOICE, aliases=("Allvarlighetsgrad", "Allvarsgrad"),
               choices=_SEVERITIES),
    ColumnSpec("heading", "Rubrik", aliases=("Titel", "Ämne"), max_length=300),
    ColumnSpec("text", "Beskrivning", Kind.LONG_TEXT, aliases=("Händelse", "Vad hände"),
               max_length=TEXT_LENGTH - 310),
    ColumnSpec("status", "Status", aliases=("Läge", "Ärendestatus"), max_length=100),
    ColumnSpec("closed_on", "Avslutad", Kind.DATE, aliases=("Avslutsdatum", "Stängd", "Klar")),
)  # fmt: skip
"""What a list of deviations may hold. Source: the brief, row Flexite and DF Respons."""

_WORDS: Mapping[str, SignalCategory] = {
    normalised(word): category
    for category, words in {
        SignalCategory.STAFFING: "Bemanning Personal Kompetens",
        SignalCategory.SAFETY: "Säkerhet Trygghet Fall Larm",
        SignalCategory.TREATMENT: "Bemötande Delaktighet Kränkning",
        SignalCategory.CARRYING_OUT: "Utförande Insats Genomförande Utebliven",
        SignalCategory.DOCUMENTATION: "Dokumentation Journal",
        SignalCategory.HEALTH: "Läkemedel Hälsa HSL Medicin",
        SignalCategory.PREMISES: "Lokal Lokaler Miljö",
        SignalCategory.MANAGEMENT: "Ledning Egenkontroll Rutin Rutiner",
        SignalCategory.INVOICING: "Faktura Fakturering",
        SignalCategory.COST: "Kostnad Ekonomi",
    }.items()
    for word in words.split()
}
_LABELS = {normalised(label): SignalCategory(code) for code, label in SignalCategory.choices()}


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read, before the database is asked."""

    heading_row: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    rows: Sequence[CheckedRow] = field(default=(), repr=False)
    problems: Sequence[Problem] = ()
    left_out: Sequence[LeftOut] = ()

    def profile(self) -> dict[str, str]:
        """Return which heading each column was found under, to find them again next time."""
        return {key: self.headings[place] for key, place in self.mapping.items()}


def read(sheet: Sheet, profile: Mapping[str, str], *, today: date) -> Reading:
    """Return the rows and every problem; columns by the profile, else by guessing."""
    columns = tuple(
        replace(one, aliases=(*one.aliases, profile[one.key])) if profile.get(one.key) else one
        for one in COLUMNS
    )
    heading_row = guess_heading_row(sheet.rows, columns)
    row: Row = sheet.rows[heading_row - 1] if heading_row <= len(sheet.rows) else ()
    headings = tuple(" ".join(plain_text(cell).split()) for cell in row)
    mapping = _mapping(headings, profile)
    checked = check(
        sheet,
        heading_row=heading_row,
        mapping=mapping,
        columns=COLUMNS,
        extra_row_checks=(_names_provider, _says_something, _is_bare, _lies_behind(today)),
    )
    return Reading(heading_row, headings, mapping, checked.rows, checked.problems, checked.left_out)


def _mapping(headings: Sequence[str], profile: Mapping[str, str]) -> dict[str, int]:
    """Return the columns of the profile where the file has them; without a profile, the guess."""
    if not profile:
        return guess_mapping(headings, COLUMNS)
    forms = [normalised(heading) for heading in headings]
    wanted = {key: normalised(heading) for key, heading in profile.items() if heading}
    known = {one.key for one in COLUMNS}
    return {
        key: forms.index(form) for key, form in wanted.items() if key in known and form in forms
    }


def _names_provider(values: Mapping[str, object]) -> Iterable[RowProblem]:
    if not values["org_number"] and not values["provider"]:
        yield RowProblem("provider", "Skriv utförarens namn eller organisationsnummer.")


def _says_something(values: Mapping[str, object]) -> Iterable[RowProblem]:
    if not values["heading"] and not values["text"]:
        yield RowProblem("text", "Skriv en rubrik eller en beskrivning.")


def _is_bare(values: Mapping[str, object]) -> Iterable[RowProblem]:
    for key in ("heading", "text", "external_id", "unit"):
        if problem := personal_number_problem(str(values[key] or "")):
            yield RowProblem(key, problem)


def _lies_behind(today: date) -> RowCheck:
    def lies_behind(values: Mapping[str, object]) -> Iterable[RowProblem]:
        on = values["happened_on"]
        if isinstance(on, date) and (refusal := day_refusal(on, today)):
            yield RowProblem("happened_on", refusal.label)

    return lies_behind


def category_of(word: object) -> SignalCategory:
    """Return what a system's own word for the kind stands for; other when it is not known."""
    form = normalised(str(word or ""))
    return _LABELS.get(form) or _WORDS.get(form) or SignalCategory.OTHER


def severity_of(value: object) -> Severity:
    """Return how serious the system says it is; medium when it says nothing."""
    return Severity(str(value)) if value else Severity.MEDIUM


def text_of(values: Mapping[str, object]) -> str:
    """Return heading and description as one text."""
    parts = (str(values["heading"] or "").strip(), str(values["text"] or "").strip())
    return "\n\n".join(part for part in parts if part)


def error(number: int, heading: str, value: str, sentence: str) -> Problem:
    """Return a problem that only the database could find."""
    return Problem(Weight.ERROR, number, "", heading, value, sentence)


def remark(number: int, heading: str, value: str, sentence: str) -> Problem:
    """Return something to know, which does not stop the list."""
    return Problem(Weight.WARNING, number, "", heading, value, sentence)
