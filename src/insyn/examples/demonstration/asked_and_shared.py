"""Tells of what others are asked for: views, good examples, new providers, decisions told."""

from dataclasses import replace

from insyn.delegations.models import DelegationDecision
from insyn.delegations.services import report_decisions
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, SOCIAL, Town
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.findings.rules.examples import SharingAnswer
from insyn.findings.services import (
    AskedExample,
    ExampleAnswer,
    ExampleFacts,
    answer_example,
    ask_about_example,
)
from insyn.followups.models import Correspondence
from insyn.followups.services.diary import register_posts
from insyn.followups.services.new_providers import propose_new_providers
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.registry.services import UnitFacts, save_unit

SHARED = ExampleFacts(
    "Handledning där personalen väljer frågan",
    "Personalen möts var tredje vecka och väljer själv vad handledningen ska handla om. "
    "Sjukfrånvaron har halverats på två år.",
)
ONLY_ASKED = ExampleFacts(
    "Bildstöd i alla rum",
    "Bilder i varje rum gör att deltagarna själva väljer vad de vill göra under dagen.",
)
SHARED_DAY, ASKED_DAY = -95, -7

FIRST_CLIENTS = (("Solgläntan", -285), ("Nästa Steg", -180))
"""Unit and the day it got its first client: one is late to be followed up, one is coming."""

DAILY_DAYS = (-100, -30, -1)
"""Days on which the daily task is shown to have run."""
TOLD_DAY = -6


def tell_examples(town: Town) -> Story:
    """Share one good example with the provider's yes; another has only been asked about."""
    access = town.access("uppfoljare1")
    yield SHARED_DAY
    asked = _ask(access, SHARED, "Handledning")
    yield SHARED_DAY + 6
    said = ExampleAnswer(SharingAnswer.NAMED, "Verksamhetschef")
    answer_example(access, asked.example, facts=said)
    yield ASKED_DAY
    _ask(access, ONLY_ASKED, "Bildstöd")


def _ask(access: Access, facts: ExampleFacts, begins: str) -> AskedExample:
    """Ask about the example whose text begins so, of those that have been sent."""
    rows = Finding.objects.visible_to(access).filter(
        kind=FindingKind.GOOD_PRACTICE, text__startswith=begins, followup__reported_on__isnull=False
    )
    return ask_about_example(access, rows.order_by("pk")[0], facts=facts)


def tell_first_client(town: Town, name: str, day: int) -> Story:
    """Note the day on which a unit got its first client."""
    yield day
    unit = Unit.objects.get(name=name)
    said = {field: getattr(unit, field) for field in UnitFacts.__slots__}
    facts = replace(UnitFacts(**said), first_client_on=clock.today())
    save_unit(town.access(EDITOR), unit=unit, facts=facts)


def tell_daily(town: Town) -> Story:
    """Let the daily task propose follow-ups of those that are new."""
    del town
    for day in DAILY_DAYS:
        yield day
        propose_new_providers()


def tell_board(town: Town) -> Story:
    """Tell the board of the decisions made on delegation until then."""
    yield TOLD_DAY
    access = town.access("registrator")
    rows = DelegationDecision.objects.visible_to(access).filter(
        authority=town.authorities[SOCIAL], delegation__isnull=False
    )
    chosen = [(row.pk, row.version) for row in rows]
    report_decisions(access, chosen, reported_on=clock.today())


DIARY_DAYS = (-300, -210, -120, -60, -20)
"""Days on which the registrar works through the post."""


def tell_diary(town: Town) -> Story:
    """Let the registrar register what has come and gone, now and then."""
    access = town.access("registrator")
    for day in DIARY_DAYS:
        yield day
        rows = Correspondence.objects.visible_to(access).filter(registered_on=None)
        waiting: dict[str, list[tuple[int, int]]] = {}
        for post in rows.select_related("authority"):
            number = post.case_number or f"{post.authority.case_series}-{clock.today():%m}"
            waiting.setdefault(number, []).append((post.pk, post.version))
        for number, chosen in waiting.items():
            register_posts(access, chosen, case_number=number)
