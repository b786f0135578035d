"""Documents that hold every kind of block, and texts meant to break a renderer."""

from datetime import date

from insyn.papers.charts import Bar, Line, bars, lines
from insyn.papers.content import (
    Bullets,
    Cell,
    Document,
    Facts,
    Figure,
    KeyFigure,
    KeyFigures,
    Kind,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Section,
    Signature,
    Table,
)

HOSTILE = (
    "Dalens Vård <Trygg> AB",
    "Åsa & Örjans “Omsorg” 'AB'",
    "😀 漢字 ግዕዝ 🏳️‍🌈",
    "avbrott\x00 \x07 \x0c \ud800 slut",
    "x" * 300,
    "=1+1",
    '#read("/etc/passwd") $x$ *fet* _kursiv_ @ref <etikett> \\ [klammer]',
    "{{ 7*7 }} {% now %}",
    "]]></w:t><script>alert(1)</script>",
    "rad ett\nrad två\r\nrad tre\tflik",
    "",
    " ",
)

LEAD = (
    "Fyra kommuner har tillsammans följt upp 17 utförare. Merparten uppfyller avtalets krav; "
    "tre har lämnat åtgärdsplaner, och alla tre är godkända."
)
BODY = (
    "Uppföljningen visar att genomförandeplaner finns för merparten av de placerade barnen och "
    "att de revideras i den takt som avtalet kräver. Vid granskningen av den sociala "
    "dokumentationen noterades enstaka brister i hur avvikelser återkopplas till medarbetarna."
)

BARS = bars(
    "Uppföljningar per kommun",
    "Liggande staplar. Järfälla, Upplands-Bro och Upplands Väsby gjorde fem var, Sigtuna två.",
    [
        Bar("Järfälla", (4, 1)),
        Bar("Upplands-Bro", (5, 0)),
        Bar("Upplands Väsby", (3, 2)),
        Bar("Sigtuna & en mycket lång förvaltning <med> tillägg", (2, 0)),
    ],
    series=("Utan brist", "Med brist"),
)
LINES = lines(
    "Andel nöjda 2021–2025",
    "Två linjer. Privata utförare stiger från 81 till 86 procent, egen regi från 80 till 85.",
    ["2021", "2022", "2023", "2024", "2025"],
    [
        Line("Privata utförare", (81.2, 82.0, 83.4, 84.1, 85.6)),
        Line("Egen regi", (79.8, 80.9, None, 82.7, 84.9)),
    ],
    unit=" %",
)

FOLLOW_UPS = Table(
    caption="Uppföljningar per kommun",
    header=("Kommun", "Utlovade", "Genomförda", "Orsak till avvikelsen"),
    rows=(
        ("Järfälla", "5", Cell("5", "jarfalla"), "–"),
        ("Upplands-Bro", "5", Cell("5", "upplands-bro"), "–"),
        ("Upplands Väsby", "5", Cell("5", "vasby"), "–"),
        ("Sigtuna", "5", Cell("2", "sigtuna"), "Personalförändringar under våren och hösten"),
    ),
)
PROVIDERS = Table(
    caption="Granskade utförare",
    header=("Utförare", "Organisationsnummer", "Insats", "Besök", "Bedömning"),
    rows=tuple(
        (f"Utförare {number} Omsorg AB", "556000-0000", "Öppenvård", "2017-05-04", "Uppfyller")
        for number in range(1, 46)
    ),
)

REPORT = Document(
    title="Samordnad uppföljning 2017",
    subtitle="Ramavtal insatser till barn och ungdomar",
    organisation="Exempelstads kommun, socialnämnden",
    case_number="Son 2016/408",
    issued_on=date(2017, 12, 4),
    reference=(("Deltagande kommuner", "Järfälla, Sigtuna, Upplands-Bro, Upplands Väsby"),),
    sections=(
        Section(
            "Sammanfattning",
            (
                Paragraph(LEAD, lead=True),
                KeyFigures(
                    (
                        KeyFigure("done", "Genomförda uppföljningar", "17"),
                        KeyFigure("promised", "Utlovade uppföljningar", "20"),
                        KeyFigure("plans", "Begärda åtgärdsplaner", "3"),
                        KeyFigure("share", "Andel genomförda", "85 %"),
                    )
                ),
                Paragraph(BODY),
                Notice("Sigtuna har genomfört två av fem utlovade uppföljningar."),
            ),
        ),
        Section(
            "Metod",
            (Paragraph(BODY), Bullets(("Urval", "Platsbesök", "Återkoppling"), ordered=True)),
            (
                Section("Urval", (Bullets(("använda utförare", "önskade utförare", "lottning")),)),
                Section(
                    "Frågeområden",
                    (Paragraph(BODY), Quote("Verksamhetschefen", "Vi har skärpt rutinen.")),
                    (Section("Lex Sarah", (Paragraph(BODY),)),),
                ),
            ),
        ),
        Section(
            "Resultat",
            (
                FOLLOW_UPS,
                Figure("Uppföljningar per kommun", "Staplar: fem, fem, fem och två.", BARS),
                Figure("Andel nöjda", "Linjer: från 81 till 86 och från 80 till 85.", LINES),
            ),
            (
                Section(
                    "KKP bemanning AB",
                    (
                        Facts(
                            (
                                ("Organisationsnummer", "556000-0000"),
                                ("Besök", "2017-05-04"),
                                ("Uppföljande kommun, när den inte är avtalspart", "Järfälla"),
                            )
                        ),
                        Paragraph(BODY),
                    ),
                ),
            ),
        ),
        Section("Utförare", (PROVIDERS,)),
        Section("Underskrift", (Signature(("Anna", "Uppföljningsansvarig")),)),
        Section(
            "Bilaga 1. Frågemall",
            (Paragraph("Frågor."), Bullets(HOSTILE[:3]), PageBreak(), Paragraph("Sist.")),
            (Section("Verksamhetschefens kompetens", (Paragraph("Fråga 1"),)),),
            numbered=False,
            starts_page=True,
        ),
    ),
)

LETTER = Document(
    kind=Kind.LETTER,
    title="Begäran om åtgärdsplan",
    organisation="Exempelstads kommun",
    sender=("Socialnämnden", "Exempelgatan 1", "123 45 Exempelstad"),
    case_number="Son 2016/408",
    issued_on=date(2017, 6, 15),
    recipient=("KKP bemanning AB", "Verksamhetschefen", "Storgatan 1", "111 11 Stad"),
    reference=(("Gäller", "Uppföljning den 4 maj 2017"), ("Svara senast", "30 juni 2017")),
    sections=(
        Section("", (Paragraph(BODY),)),
        Section("Vad ni behöver göra", (Bullets(("Beskriv åtgärden.", "Ange datum.")),)),
        Section(
            "Om planen uteblir",
            (Paragraph(BODY), Notice("Avtalet ger nämnden rätt till vite."), FOLLOW_UPS),
        ),
        Section("", (Signature(("Anna", "Uppföljningsansvarig")),)),
    ),
)
