"""Closed lists and the life cycle of a matter for the board."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class ItemState(Choice):
    """Where a matter is."""

    DRAFT = "draft", "Utkast"
    ISSUED = "issued", "Expedierad"
    DECIDED = "decided", "Beslutad"


class ItemEvent(Choice):
    """What can happen to a matter. The label is what the button says."""

    ISSUE = "issue", "Expediera"
    WITHDRAW = "withdraw", "Ta tillbaka för ändring"
    DECIDE = "decide", "Registrera nämndens beslut"


ITEM_LIFECYCLE: StateMachine[ItemState, ItemEvent] = StateMachine(
    {
        (ItemState.DRAFT, ItemEvent.ISSUE): ItemState.ISSUED,
        (ItemState.ISSUED, ItemEvent.WITHDRAW): ItemState.DRAFT,
        (ItemState.ISSUED, ItemEvent.DECIDE): ItemState.DECIDED,
    }
)


class AppendixKind(Choice):
    """What an appendix is."""

    PLAN = "plan", "Planen"
    SUBJECT = "subject", "Det som ärendet handlar om"
    OTHER = "other", "Annan handling"


DECIDED_ON = frozenset({AppendixKind.PLAN, AppendixKind.SUBJECT})
"""What the board decides about: always appendix 1, and written by Insyn."""


class LayoutKind(Choice):
    """Which papers a Word layout is for."""

    MEMO = "memo", "Tjänsteskrivelse"
    PLAN = "plan", "Plan"


class PassageKind(Choice):
    """What stands under a heading of the memo: a text, or what Insyn writes from the matter."""

    TEXT = "text", "Text"
    PROPOSALS = "proposals", "Beslutspunkterna"
    BASIS = "basis", "Beslutsunderlaget"
    SIGNATURES = "signatures", "Underskrifterna"


class Outcome(Choice):
    """What the board decided."""

    ADOPTED = "adopted", "Planen antogs"
    APPROVED = "approved", "Nämnden beslutade enligt förslaget"
    SENT_BACK = "sent_back", "Ärendet återremitterades"


class Part(Choice):
    """A part of a matter that is added, changed, moved and removed on its own."""

    PASSAGE = "avsnitt", "Avsnitt"
    PROPOSAL = "beslutspunkt", "Beslutspunkt"
    APPENDIX = "bilaga", "Bilaga"
    REFERENCE = "hanvisning", "Hänvisning"
    SIGNATORY = "undertecknare", "Undertecknare"
