"""Tells of signals over a year: left, linked, parked, dismissed, and three that led on."""

from collections.abc import Sequence
from datetime import date, timedelta

from insyn.accounts.models import Authority
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.followups.models import Followup
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.signals.models import DeviationImport, Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource, SignalState
from insyn.signals.rules.lex_sarah import NoticeTimes
from insyn.signals.services import (
    SignalFacts,
    dismiss_signal,
    link_signal,
    note_signal,
    park_signal,
)
from insyn.signals.services.imports import finish_import, start_import
from insyn.signals.services.lex_sarah import NoticeFacts, change_notice, note_notice
from insyn.signals.services.settings import set_open_form

HOST, WORKER = "uppfoljare1", "handlaggare"
SYSTEM, FILE = "Kommunens avvikelsesystem", "avvikelser-hemtjanst.csv"

S, C, V = SignalSource, SignalCategory, Severity
Row = tuple[int, str, str, SignalSource, SignalCategory, Severity, str]
LEFT: tuple[Row, ...] = (
    (-360, SOCIAL, "humlan", S.RELATIVE, C.TREATMENT, V.LOW,
     "Fick inte veta att helgen ställts in."),
    (-341, ELDERLY, "akero", S.CLIENT, C.CARRYING_OUT, V.MEDIUM,
     "Kvällsbesöket kom två timmar sent."),
    (-322, SOCIAL, "kvarnen", S.STAFF, C.MANAGEMENT, V.MEDIUM,
     "Ingen vet vem som är chef i sommar."),
    (-305, ELDERLY, "tallbacken", S.RELATIVE, C.PREMISES, V.LOW, "Trasig hiss i två veckor."),
    (-288, SOCIAL, "blaklinten", S.SOCIAL_WORKER, C.DOCUMENTATION, V.MEDIUM,
     "Genomförandeplanen har inte följts upp på ett år."),
    (-270, ELDERLY, "ronnbaret", S.INSPECTORATE, C.HEALTH, V.SERIOUS,
     "IVO har inlett tillsyn av läkemedelshanteringen."),
    (-251, SOCIAL, "ledsagaren", S.CLIENT, C.CARRYING_OUT, V.LOW,
     "Fel tid två gånger samma månad."),
    (-233, ELDERLY, "bjorkdungen", S.STAFF, C.STAFFING, V.MEDIUM,
     "Nya går inte bredvid före första passet."),
    (-214, SOCIAL, "kooperativet", S.PROVIDER, C.PREMISES, V.LOW,
     "Lokalen renoveras, halva dagen utomhus."),
    (-198, ELDERLY, "norrsken", S.TAX_AGENCY, C.FRAUD, V.SERIOUS,
     "Arbetsgivaravgifter betalas inte i tid."),
    (-180, SOCIAL, "humlan", S.RELATIVE, C.SAFETY, V.MEDIUM, "Larmet till natten fungerade inte."),
    (-163, ELDERLY, "solglantan", S.MEDIA, C.STAFFING, V.MEDIUM,
     "Lokaltidningen skriver om att många slutar."),
    (-149, SOCIAL, "sjobodan", S.OTHER_MUNICIPALITY, C.MANAGEMENT, V.MEDIUM,
     "Grannkommunen har avslutat sitt avtal."),
    (-131, ELDERLY, "akero", S.RELATIVE, C.TREATMENT, V.MEDIUM, "Ny person nästan varje dag."),
    (-116, SOCIAL, "vargklippan", S.SOCIAL_WORKER, C.DOCUMENTATION, V.LOW,
     "Månadsrapporten kom sent."),
    (-97, ELDERLY, "omsorgsbolaget", S.STAFF, C.HEALTH, V.MEDIUM, "Delegeringar har gått ut."),
    (-85, SOCIAL, "angshog_hvb", S.SOCIAL_WORKER, C.STAFFING, V.MEDIUM,
     "Jourpersonal på dagtid två veckor i rad."),
    (-64, SOCIAL, "kvarnen", S.CLIENT, C.GOALS, V.MEDIUM, "Får inte prova nya uppgifter."),
    (-52, SOCIAL, "angshog_hvb", S.CLIENT, C.TREATMENT, V.MEDIUM, "Rummen låses på dagen."),
    (-39, ELDERLY, "tallbacken", S.PROVIDER, C.COST, V.MEDIUM, "Begär höjd ersättning för natten."),
    (-33, SOCIAL, "angshog_hvb", S.RELATIVE, C.SAFETY, V.SERIOUS, "Ingen svarade på natten."),
    (-28, SOCIAL, "vargklippan", S.SOCIAL_WORKER, C.COST, V.SERIOUS,
     "Dygnspriset har höjts med en fjärdedel utan beslut."),
    (-24, ELDERLY, "ronnbaret", S.RELATIVE, C.TREATMENT, V.LOW, "Maten är kall när den kommer."),
    (-19, SOCIAL, "lillsjon", S.SOCIAL_WORKER, C.CARRYING_OUT, V.MEDIUM,
     "Färre samtal än planerat."),
    (-13, ELDERLY, "bjorkdungen", S.STAFF, C.MANAGEMENT, V.SERIOUS,
     "Avvikelser skrivs men läses inte."),
    (-9, SOCIAL, "nasta_steg", S.STAFF, C.STAFFING, V.MEDIUM,
     "Ensam på passet efter klockan tjugo."),
    (-6, SOCIAL, "blaklinten", S.SOCIAL_WORKER, C.CARRYING_OUT, V.LOW,
     "Besök flyttas utan besked."),
    (-4, ELDERLY, "akero", S.CLIENT, C.CARRYING_OUT, V.MEDIUM, "Duschen uteblev två gånger."),
    (-2, SOCIAL, "konsulenthuset", S.PROVIDER, C.MANAGEMENT, V.LOW, "Byter konsulent för tre hem."),
)  # fmt: skip
"""Day, board, provider, who says so, about what, how serious, and what has happened."""

PARKED, REVIEWED = (-39, "tallbacken"), 30
TAKEN_CARE_OF, WAITING_FROM = 8, -60
"""Days from a signal to what is done about it, and since when they wait for somebody."""
LINKED, ADDED_UP = "ronnbaret", "angshog_hvb"
PROTECTED = "nasta_steg"

DEVIATIONS = "Nummer;Datum;Organisationsnummer;Kategori;Allvar;Rubrik;Status;Avslutad"
"""The heading of the system's lists."""
WORDS = (
    ("Bemanning", "Låg", "Vikarie utan introduktion"),
    ("Utförande", "Medel", "Besök utfört av en i stället för två"),
    ("Läkemedel", "Medel", "Dos given en timme sent"),
    ("Dokumentation", "Låg", "Anteckning saknas"),
    ("Bemötande", "Låg", "Klagomål på tonen"),
)
IN_LIST = ("akero", "bjorkdungen", "norrsken", "egen_regi")
TOLD = "Personalen verkar stressad och hinner inte sitta ned."
WELCOME = (
    "Här kan du berätta för nämnden om något som inte fungerar. Gäller det en orosanmälan om ett "
    "barn, ring socialtjänstens mottagning."
)


def tell_one(town: Town, left: Row) -> Story:
    """Leave a signal, and let it be taken care of soon after; the latest wait for somebody.

    Three at one provider propose a follow-up by themselves.
    """
    day, board, key, source, category, severity, text = left
    yield day
    signal = note_signal(
        town.access(WORKER if board == SOCIAL else HOST),
        authority=town.authorities[board],
        provider=town.providers[key],
        facts=SignalFacts(
            source=source,
            category=category,
            severity=severity,
            happened_on=clock.today() - timedelta(days=1),
            text=text,
            is_protected=key == PROTECTED,
        ),
    )
    is_parked = (day, key) == PARKED
    if not is_parked and (day > WAITING_FROM or key == ADDED_UP):
        return
    yield day + TAKEN_CARE_OF
    access = town.access(HOST)
    row = Signal.objects.visible_to(access).select_related("provider").get(pk=signal.pk)
    if row.state != SignalState.NEW:
        return
    if is_parked:
        park_signal(
            access, row, review_on=town.day(REVIEWED), reason="Väntar på utförarens kalkyl.",
            version=row.version,
        )  # fmt: skip
    elif key == LINKED and (followup := _followup_of(town, row)):
        link_signal(access, row, followup=followup, version=row.version)
    else:
        dismiss_signal(
            access, row, reason="Utföraren har rättat till det. Inget nytt har kommit.",
            version=row.version,
        )  # fmt: skip


def _followup_of(town: Town, signal: Signal) -> Followup | None:
    rows = Followup.objects.visible_to(town.access(HOST)).filter(
        contract__provider=signal.provider_id, authority=signal.authority_id
    )
    return rows.select_related("contract").order_by("-pk").first()


def tell_notices(town: Town) -> Story:
    """Note two lex Sarah notices: one handled in time, one whose investigation is slow."""
    access = town.access(HOST)
    yield -120
    board, provider = town.authorities[ELDERLY], town.providers["solglantan"]
    happened_on = clock.today() - timedelta(days=5)
    first = note_notice(access, authority=board, provider=provider, facts=_notice(happened_on))
    yield -90
    done = _notice(
        happened_on,
        investigated_on=clock.today() - timedelta(days=2),
        remedied_on=clock.today() - timedelta(days=10),
    )
    change_notice(access, first, facts=done, version=first.version)
    yield -75
    note_notice(
        access,
        authority=town.authorities[SOCIAL],
        provider=town.providers["humlan"],
        facts=_notice(clock.today() - timedelta(days=6), is_serious=True),
    )


def _notice(happened_on: date, *, is_serious: bool = False, **more: date) -> NoticeFacts:
    return NoticeFacts(
        text="Larm besvarades inte under en natt. Ingen kom till skada.",
        times=NoticeTimes(
            happened_on=happened_on,
            reported_on=happened_on + timedelta(days=1),
            received_on=happened_on + timedelta(days=5),
            **more,
        ),
        is_serious=is_serious,
    )


def tell_list(town: Town) -> Story:
    """Take in twenty deviations from the municipality's own system."""
    access = town.access(HOST)
    yield -45
    run = _started(town, town.authorities[ELDERLY])
    finish_import(access, run, version=run.version)


def _started(town: Town, board: Authority) -> DeviationImport:
    rows = []
    for number in range(20):
        provider: Provider = town.providers[IN_LIST[number % len(IN_LIST)]]
        kind, severity, heading = WORDS[number % len(WORDS)]
        on = clock.today() - timedelta(days=100 + number * 12)
        closed = on + timedelta(days=20)
        rows.append(
            f"AV-{100 + number};{on};{provider.org_number};{kind};{severity};{heading};"
            f"Avslutad;{closed}"
        )
    return start_import(
        town.access(HOST), authority=board, system=SYSTEM, file_name=FILE,
        content=deviation_list(rows),
    )  # fmt: skip


def deviation_list(rows: Sequence[str]) -> bytes:
    """Return the rows under their heading, as the system writes a list."""
    return "\n".join([DEVIATIONS, *rows]).encode()


def tell_open_form(town: Town) -> Story:
    """Open the form for everybody; somebody tells the board something."""
    yield -20
    board = town.authorities[ELDERLY]
    set_open_form(town.access(EDITOR), board, is_on=True, text=WELCOME, version=0)
    yield -3
    note_signal(
        town.access(EDITOR),
        authority=board,
        provider=town.providers["tallbacken"],
        facts=SignalFacts(
            source=SignalSource.OPEN_FORM,
            category=SignalCategory.OTHER,
            severity=Severity.MEDIUM,
            happened_on=clock.today() - timedelta(days=2),
            text=TOLD,
            key="open_form:demonstration",
        ),
    )
