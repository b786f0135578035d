"""Sharing a good example: never before the provider has said yes. Pure."""

from insyn.findings.rules.findings import FindingKind
from insyn.findings.rules.lists import Consent
from insyn.kernel.choices import Choice


class SharingAnswer(Choice):
    """What a provider can answer to whether its good example may be shared."""

    NAMED = "named", "Ja, och ni får berätta att det är vi"
    UNNAMED = "unnamed", "Ja, men utan vårt namn"
    NO = "no", "Nej"


ANSWERED_YES = frozenset({SharingAnswer.NAMED, SharingAnswer.UNNAMED})


def asking_refusal(
    kind: FindingKind, *, is_reported: bool, is_guarded: bool, consent: Consent | None
) -> str:
    """Return why the provider cannot be asked; empty when it can.

    What it has agreed to share is not rewritten: it says yes to a text, not to a matter.
    """
    if kind != FindingKind.GOOD_PRACTICE:
        return "Bara ett gott exempel kan delas."
    if not is_reported:
        return "Skicka resultatet till utföraren först. Fråga sedan om exemplet får delas."
    if is_guarded:
        return "Uppföljningen är bara till för en begränsad krets. Då delas inget ur den."
    if consent == Consent.GIVEN:
        return "Utföraren har sagt ja till texten som den står. Sluta dela den innan du ändrar."
    return ""


def answer_refusal(consent: Consent, answer: SharingAnswer) -> str:
    """Return why the provider cannot answer so; empty when it can. A no is always possible."""
    if answer in ANSWERED_YES and consent == Consent.WITHDRAWN:
        return "Samtycket är återtaget. Nämnden behöver fråga på nytt innan exemplet kan delas."
    return ""


def consent_after(consent: Consent, answer: SharingAnswer) -> Consent:
    """Return what the answer makes of the consent: a no after a yes takes it back."""
    if answer in ANSWERED_YES:
        return Consent.GIVEN
    taken_back = {Consent.GIVEN, Consent.WITHDRAWN}
    return Consent.WITHDRAWN if consent in taken_back else Consent.DECLINED
