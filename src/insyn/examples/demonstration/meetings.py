"""Tells of meetings with providers: one held, one to come, one only planned and one called off."""

from datetime import time, timedelta

from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.agenda import proposals_for
from insyn.dialogues.rules import AgreedBy, MeetingMode
from insyn.dialogues.services import (
    HeldFacts,
    MeetingFacts,
    PointFacts,
    add_item,
    add_proposed,
    agree,
    cancel_meeting,
    hold_meeting,
    invite,
    note_own_done,
    plan_meeting,
    send_minutes,
)
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import ELDERLY, SOCIAL, Town
from insyn.kernel.access import Access
from insyn.platform import clock

HOST = "uppfoljare1"
HELD_DAY, TO_COME_DAY, LATER_DAY, OFF_DAY = -13, 12, 35, -21
INVITED_BEFORE = 20

MESSAGE = "Hör av er om ni vill ta upp något mer. Vi bjuder på kaffe."
OWN_ITEM = "Så tar ni emot nya ungdomar"
SAID = "Verksamheten beskrev hur de arbetar i dag och vad de vill ändra."
TOOK_PART = "Verksamhetschef och gruppledare, två uppföljare"
NOTES = (
    "Ett öppet samtal. Verksamheten har anställt en samordnare och vill ha snabbare besked om "
    "nya placeringar."
)

DONE = "Skicka den nya rutinen för introduktion"
LATE = "Gå igenom hur akter förvaras med all personal"
OURS = "Bjud in till en utbildning om lex Sarah under våren"
POINTS = (
    (DONE, AgreedBy.PROVIDER, 5),
    (LATE, AgreedBy.PROVIDER, 9),
    (OURS, AgreedBy.AUTHORITY, 40),
)
"""What was agreed, who does it, and how many days after the meeting."""
HOW = "Rutinen är skickad och gäller från den första i månaden."
CANCELLED = "Verksamhetschefen är sjuk. Vi bokar ett nytt möte."


def tell_held(town: Town) -> Story:
    """Invite, meet, write down what was agreed; one point is done and one is late."""
    access = town.access(HOST)
    yield HELD_DAY - INVITED_BEFORE
    facts = _facts(town, HELD_DAY, purpose="Gå igenom det som är öppet efter årets uppföljning.")
    meeting = _plan(town, SOCIAL, ("children", "angshog_hvb"), facts)
    _invite(access, meeting)
    yield HELD_DAY
    items = AgendaItem.objects.visible_to(access).filter(meeting=meeting)
    held = HeldFacts(clock.today(), TOOK_PART, NOTES, {item.pk: SAID for item in items})
    hold_meeting(access, meeting, facts=held, version=_version(access, meeting))
    for text, done_by, days in POINTS:
        due_on = clock.today() + timedelta(days=days)
        agree(access, meeting, facts=PointFacts(text, done_by, due_on))
    yield HELD_DAY + 1
    send_minutes(access, meeting, version=_version(access, meeting))
    yield HELD_DAY + 4
    provider = town.access("utforare")
    point = AgreedPoint.objects.shown_to_provider(provider).get(meeting=meeting, text=DONE)
    note_own_done(provider, point, done_on=clock.today(), how=HOW, version=point.version)


def tell_to_come(town: Town) -> Story:
    """Invite to a meeting that is to come, with what is open on its agenda."""
    yield TO_COME_DAY - INVITED_BEFORE
    facts = _facts(
        town, TO_COME_DAY, mode=MeetingMode.DIGITAL, place="Länk kommer i kalenderinbjudan",
        purpose="Se hur åtgärderna går och vad ni behöver av oss.",
    )  # fmt: skip
    meeting = _plan(town, ELDERLY, ("home_care", "bjorkdungen"), facts)
    _invite(town.access(HOST), meeting)


def tell_planned(town: Town) -> Story:
    """Plan a meeting that nobody has been invited to yet."""
    yield TO_COME_DAY - INVITED_BEFORE
    facts = _facts(town, LATER_DAY, purpose="Årligt möte inför nästa plan.")
    _plan(town, SOCIAL, ("daily", "kvarnen"), facts)


def tell_called_off(town: Town) -> Story:
    """Call a meeting off after the invitation."""
    access = town.access(HOST)
    yield OFF_DAY - INVITED_BEFORE
    facts = _facts(town, OFF_DAY, purpose="Samtal om den ansträngda bemanningen.")
    meeting = _plan(town, SOCIAL, ("respite", "humlan"), facts)
    _invite(access, meeting)
    yield OFF_DAY - 2
    cancel_meeting(access, meeting, reason=CANCELLED, version=_version(access, meeting))


def _facts(
    town: Town, day: int, *, purpose: str, mode: MeetingMode = MeetingMode.ON_SITE,
    place: str = "Stadshuset, rum Eken",
) -> MeetingFacts:  # fmt: skip
    return MeetingFacts(
        town.day(day), mode, time(13, 0), time(14, 30), place, purpose, town.users[HOST]
    )


def _plan(
    town: Town, board: str, contract: tuple[str, str], facts: MeetingFacts
) -> DialogueMeeting:
    authority = town.authorities[board]
    return plan_meeting(town.access(HOST), authority, town.contracts[contract], facts=facts)


def _invite(access: Access, meeting: DialogueMeeting) -> None:
    """Put what is open and an item of one's own on the agenda, and send the invitation."""
    keys = [one.key for one in proposals_for(access, meeting)]
    if keys:
        add_proposed(access, meeting, keys=keys, version=_version(access, meeting))
    add_item(access, meeting, title=OWN_ITEM, version=_version(access, meeting))
    invite(access, meeting, message=MESSAGE, version=_version(access, meeting))


def _version(access: Access, meeting: DialogueMeeting) -> int:
    return DialogueMeeting.objects.visible_to(access).get(pk=meeting.pk).version
