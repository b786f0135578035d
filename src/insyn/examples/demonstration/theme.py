"""Tells of two thematic reviews: one that the board has treated, one that is going on."""

from datetime import timedelta

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.followups.models import Followup
from insyn.followups.rules import Kind
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.themes.models import Recommendation, ThematicReview, ThemeService, ThemeSource
from insyn.themes.rules import Receiver, SourceKind, Strength
from insyn.themes.services import (
    CauseInput,
    RecommendationFacts,
    ReviewFacts,
    SourceFacts,
    TextFacts,
    add_services,
    change_service,
    create_review,
    decide_review,
    note_done,
    save_cause,
    save_recommendation,
    save_source,
    start_review,
    write_report,
    write_texts,
)

TREATED_DAY, GOING_ON_DAY = -230, -50

SOURCES = (
    SourceFacts(SourceKind.DOCUMENTS, "Rutiner och introduktionsplaner", 14),
    SourceFacts(SourceKind.INTERVIEWS, "Samtal med chefer och personal", 22),
    SourceFacts(SourceKind.SURVEY, "Svar i årets enkät till utförarna", 9),
)
TEXTS = TextFacts(
    results="Fyra av fem verksamheter har en introduktion på papper. I två av dem hinner den nya "
    "inte gå bredvid innan hen arbetar ensam.",
    discussion="Det som skiljer är inte storleken utan om någon har tid att introducera.",
    limits="Vi har inte talat med dem som slutade under provanställningen.",
)
CAUSE = "Ingen har tid avsatt för att introducera nya"
OTHER_CAUSE = "Avtalen säger inte hur lång introduktionen ska vara"
DONE = "Fråga om introduktionens längd vid nästa enkät"
DONE_NOTE = "Frågan finns i årets avtalsenkät."
DEMAND = "Ställ krav på längsta tid innan den nya får arbeta ensam"

FOUND_SO_FAR = "Schemat läggs om för ofta för att samma personer ska kunna komma"


def tell_treated(town: Town) -> Story:
    """Look for causes, hand in the report, let the board treat it, and follow what it advised."""
    access = town.access(EDITOR)
    yield TREATED_DAY
    facts = ReviewFacts(
        title="Introduktion av ny personal i stöd i vardagen",
        theme="Ledning och kompetens",
        question="Varför når introduktionen inte alla som är nya?",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=100),
        responsible=town.users["uppfoljare1"],
        method="Läsning av rutiner, samtal i grupp och svar ur enkäten.",
        sample_text="Stora och små, privata och i egen regi.",
    )
    review = create_review(access, town.authorities[SOCIAL], facts=facts)
    yield TREATED_DAY + 7
    chosen = [
        town.contracts[key]
        for key in (
            ("daily", "kvarnen"), ("daily", "kooperativet"), ("respite", "humlan"),
            ("respite", "blaklinten"), ("support_mission", "egen_regi"),
        )
    ]  # fmt: skip
    add_services(access, review, contracts=chosen, version=_version(access, review))
    start_review(access, review, version=_version(access, review))
    yield TREATED_DAY + 80
    _write(access, review)
    yield TREATED_DAY + 100
    write_report(access, review, version=_version(access, review))
    yield TREATED_DAY + 120
    decide_review(
        town.access("registrator"), review, board_reference="§ 41", decided_on=clock.today(),
        version=_version(access, review),
    )  # fmt: skip
    yield -30
    row = Recommendation.objects.visible_to(access).get(review=review, text=DONE)
    note_done(access, row, done_on=clock.today(), done_note=DONE_NOTE, version=row.version)


def _write(access: Access, review: ThematicReview) -> None:
    sources = _sources(access, review)
    write_texts(access, review, facts=TEXTS, version=_version(access, review))
    strong = CauseInput(
        CAUSE, Strength.STRONG, "Sågs i samtal och rutiner på fyra ställen.", sources[:2], 4
    )
    cause = save_cause(access, review, facts=strong, version=_version(access, review))
    weak = CauseInput(OTHER_CAUSE, Strength.WEAK, "Framgår av avtalstexterna.", sources[:1])
    other = save_cause(access, review, facts=weak, version=_version(access, review))
    due_on = clock.today() + timedelta(days=180)
    for text, receiver, why in (
        (DONE, Receiver.ADMINISTRATION, cause),
        (DEMAND, Receiver.PROCUREMENT, other),
    ):
        advice = RecommendationFacts(text, receiver, why, due_on)
        save_recommendation(access, review, facts=advice, version=_version(access, review))


def _sources(access: Access, review: ThematicReview) -> list[ThemeSource]:
    return [
        save_source(access, review, facts=facts, version=_version(access, review))
        for facts in SOURCES
    ]


def tell_going_on(town: Town) -> Story:
    """Be in the middle of a review of continuity, with a follow-up of one of those in it."""
    access = town.access(EDITOR)
    yield GOING_ON_DAY
    facts = ReviewFacts(
        title="Kontinuitet i hemtjänsten",
        theme="Tid och kontinuitet",
        question="Varför möter en del många olika medarbetare?",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=140),
        service_area=town.areas["hemtjanst"],
        responsible=town.users["uppfoljare2"],
        method="Mätning under fjorton dagar, scheman och samtal.",
    )
    review = create_review(access, town.authorities[ELDERLY], facts=facts)
    add_services(access, review, area=town.areas["hemtjanst"], version=_version(access, review))
    start_review(access, review, version=_version(access, review))
    yield GOING_ON_DAY + 30
    sources = _sources(access, review)
    weak = CauseInput(FOUND_SO_FAR, Strength.WEAK, "Scheman för två månader.", sources[:1])
    save_cause(access, review, facts=weak, version=_version(access, review))
    contract = town.contracts["home_care", "bjorkdungen"]
    made = Followup.objects.visible_to(access).filter(contract=contract, kind=Kind.THEME)
    service = ThemeService.objects.visible_to(access).get(review=review, contract=contract)
    change_service(
        access, service, followup=made[0], text="Mätningen görs vid besöket.",
        version=_version(access, review),
    )  # fmt: skip


def _version(access: Access, review: ThematicReview) -> int:
    return ThematicReview.objects.visible_to(access).get(pk=review.pk).version
