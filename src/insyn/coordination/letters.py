"""What the papers and mails of a coordinator say. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.coordination.rules.workbook import FIXED, columns_of
from insyn.mailing.rules import LINK_PLACE
from insyn.papers.content import Block, Document, Paragraph, Section, Table
from insyn.papers.fill_in import FillInRow, FillInSheet
from insyn.papers.wording import swedish_date

NOBODY = "Ingen följer upp"
SUBJECT_LENGTH = 200
SHEET_HOW = (
    "Skriv bara i de gula cellerna. Spara filen och läs in den på sidan som du hämtade den från. "
    "Då ser du vad som rapporteras innan något sparas."
)
LINK_HOW = (
    "Länken är bara för dig och kan användas en gång. När du öppnar den får du en kod till den här "
    "adressen. Har du tappat bort länken begär du en ny på samma sida."
)


@dataclass(frozen=True, slots=True)
class ShareWords:
    """A coordinated authority, how many follow-ups it makes, and whom to ask there."""

    authority: str
    wanted: int
    contact: str = ""


@dataclass(frozen=True, slots=True)
class DutyWords:
    """A kind of service, who answers for it, who follows it up and what says so."""

    area: str
    form: str
    run_by: str
    reviewer: str
    ground: str


def responsibility_paper(  # noqa: PLR0913  what the paper tells, each by its name
    *,
    title: str,
    organisation: str,
    municipality: str,
    period: tuple[date, date],
    report_by: date,
    in_depth: str,
    in_depth_bound: int | None,
    shares: Sequence[ShareWords],
    duties: Sequence[DutyWords],
    issued_on: date,
) -> Document:
    """Tell in writing who follows up what between the coordinator and those it coordinates."""
    begins, ends = (swedish_date(day) for day in period)
    sections = [
        Section("", (Paragraph(_opening(organisation), lead=True),)),
        Section(
            "Det här ansvarar var och en för",
            (
                Paragraph(
                    f"{organisation} tar fram anvisningar, mallar och rutiner, fördelar urvalet, "
                    "håller i nätverksmöten och sammanfattar resultatet i en årsrapport."
                ),
                Paragraph(
                    "Den som samordnas följer upp sitt urval, rapporterar till den egna nämnden "
                    f"och rapporterar in till {organisation} senast {swedish_date(report_by)}."
                ),
            ),
        ),
        Section("Så många uppföljningar gör var och en", (_shares(shares),)),
        Section("Fördjupad uppföljning", _in_depth(in_depth, in_depth_bound)),
        Section("Vem följer upp vad", (_duties(duties),)),
    ]
    return Document(
        title=f"Ansvar för uppföljning: {title}",
        organisation=organisation,
        issued_on=issued_on,
        reference=(("Kommun", municipality), ("Period", f"{begins}–{ends}")),
        sections=tuple(sections),
    )


def _opening(organisation: str) -> str:
    return (
        f"Här står vem som följer upp vilka verksamheter. {organisation} samordnar. Kraven och "
        "mallarna är desamma för privata utförare och egen regi."
    )


def _shares(shares: Sequence[ShareWords]) -> Block:
    return Table(
        "Antal uppföljningar",
        ("Nämnd", "Antal", "Kontaktperson"),
        tuple((one.authority, str(one.wanted), one.contact or "–") for one in shares),
        widths=(5, 2, 4),
    )


def _in_depth(text: str, bound: int | None) -> tuple[Block, ...]:
    said: list[Block] = [Paragraph(text)] if text else []
    if bound is not None:
        count = "en brist" if bound == 1 else f"{bound} brister"
        said.append(Paragraph(f"En fördjupad uppföljning görs när minst {count} har hittats."))
    return tuple(said) or (Paragraph("Den som följer upp bedömer när det behövs."),)


def _duties(duties: Sequence[DutyWords]) -> Block:
    if not duties:
        return Paragraph("Ansvarslistan är inte ifylld.")
    ordered = sorted(duties, key=lambda one: bool(one.reviewer))
    return Table(
        "Uppföljningsansvar",
        ("Insats", "Regiform", "Ansvarar för verksamheten", "Följer upp", "Bygger på"),
        tuple(
            (one.area, one.form, one.run_by, one.reviewer or NOBODY, one.ground) for one in ordered
        ),
        widths=(4, 3, 4, 4, 3),
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject line and the text of a mail."""

    subject: str
    text: str


def instruction_mail(*, title: str, sender: str, wanted: int, report_by: date) -> Mail:
    """Return the mail that tells that an instruction has been issued."""
    count = "en uppföljning" if wanted == 1 else f"{wanted} uppföljningar"
    return _mail(
        f"Ny anvisning: {title}",
        sender,
        f"{sender} har utfärdat anvisningen ”{title}”. Ni ska göra {count}.",
        f"Rapportera in senast {swedish_date(report_by)}. Urvalet och mallarna finns i Insyn "
        "under Samordning.",
    )


def late_mail(
    *, title: str, sender: str, left: int, report_by: date, is_late: bool, by_link: bool = False
) -> Mail:
    """Return the mail that reminds of what is not reported in, with a personal link or without."""
    count = "en uppföljning" if left == 1 else f"{left} uppföljningar"
    when = f"skulle ha rapporterats {swedish_date(report_by)}"
    if not is_late:
        when = f"ska rapporteras senast {swedish_date(report_by)}"
    return _mail(
        f"{'Försenat' if is_late else 'Påminnelse'}: {title}",
        sender,
        f"{count.capitalize()} enligt anvisningen ”{title}” {when}.",
        f"Här rapporterar du in:\n{LINK_PLACE}" if by_link else "",
        LINK_HOW if by_link else "Rapportera in i Insyn under Samordning.",
        "Har ni redan gjort det behöver ni inte göra något.",
    )


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a workbook for reporting in says above its rows."""

    name: str
    mark: str
    title: str
    district: str
    report_by: date


def reports_sheet(
    facts: SheetFacts, areas: Sequence[str], rows: Sequence[FillInRow]
) -> FillInSheet:
    """Return the workbook in which a district reports in, a row for each unit of its sample."""
    widths = {"text": 48, "method": 22}
    return FillInSheet(
        name=facts.name,
        mark=facts.mark,
        title=facts.title,
        lines=(
            f"{facts.district}. Rapportera senast {facts.report_by.isoformat()}.",
            SHEET_HOW,
            "En rad som är tom rapporteras inte. Skriv aldrig namn eller personnummer.",
        ),
        columns=(
            *zip(FIXED, (36, 30, 24, 20), strict=True),
            *((spec.heading, widths.get(spec.key, 18)) for spec in columns_of(areas)),
        ),
        rows=rows,
    )


def link_mail(*, title: str, sender: str, district: str, wanted: int, report_by: date) -> Mail:
    """Return the mail with a personal link, to one who reports in without an account."""
    count = "en uppföljning" if wanted == 1 else f"{wanted} uppföljningar"
    return _mail(
        f"Rapportera in: {title}",
        sender,
        f"{sender} har utfärdat anvisningen ”{title}”. {district} ska göra {count} och rapportera "
        f"in dem senast {swedish_date(report_by)}. Du är angiven som kontaktperson.",
        f"Här rapporterar du in:\n{LINK_PLACE}",
        LINK_HOW,
    )


def all_in_mail(*, title: str, sender: str, district: str, units: Sequence[str]) -> Mail:
    """Return the receipt when everything has come in."""
    listed = "\n".join(f"– {unit}" for unit in units)
    return _mail(
        f"Kvitto: {title}",
        sender,
        f"Allt i urvalet för {district} är inlämnat enligt anvisningen ”{title}”:\n{listed}",
        "Du behöver inte göra något mer.",
    )


def meeting_mail(*, sender: str, when: str, place: str, agenda: Sequence[str]) -> Mail:
    """Return the mail that asks people to a network meeting."""
    listed = "\n".join(f"{number}. {item}" for number, item in enumerate(agenda, start=1))
    where = f"Plats: {place}." if place else ""
    opening = f"{sender} bjuder in till nätverksmöte {when}."
    return _mail(f"Nätverksmöte {when}", sender, opening, where, f"Dagordning:\n{listed}")


def cancelled_mail(*, sender: str, when: str) -> Mail:
    """Return the mail that says that a network meeting is off."""
    opening = f"Nätverksmötet {when} är inställt. Ni behöver inte göra något."
    return _mail(f"Inställt: nätverksmöte {when}", sender, opening)


def _mail(subject: str, sender: str, *parts: str) -> Mail:
    told = ["Hej!", *(part for part in parts if part), f"Vänliga hälsningar\n{sender}"]
    return Mail(subject[:SUBJECT_LENGTH], "\n\n".join(told))
