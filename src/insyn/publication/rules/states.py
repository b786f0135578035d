"""Closed lists and the life cycle of publications. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class PublicationState(Choice):
    """Where a publication is."""

    DRAFT = "draft", "Utkast"
    PROPOSED = "proposed", "Föreslagen"
    APPROVED = "approved", "Godkänd"
    PUBLISHED = "published", "Publicerad"
    REPLACED = "replaced", "Ersatt av en rättelse"
    WITHDRAWN = "withdrawn", "Indragen"


class PublicationEvent(Choice):
    """What can happen to a publication. The label is what the button says."""

    PROPOSE = "propose", "Lämna för godkännande"
    TAKE_BACK = "take_back", "Ta tillbaka till utkast"
    APPROVE = "approve", "Godkänn"
    PUBLISH = "publish", "Publicera"
    REPLACE = "replace", "Ersätt med rättelsen"
    WITHDRAW = "withdraw", "Dra in"


_S, _E = PublicationState, PublicationEvent
PUBLICATION_LIFECYCLE: StateMachine[PublicationState, PublicationEvent] = StateMachine(
    {
        (_S.DRAFT, _E.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _E.TAKE_BACK): _S.DRAFT,
        (_S.PROPOSED, _E.APPROVE): _S.APPROVED,
        (_S.APPROVED, _E.TAKE_BACK): _S.DRAFT,
        (_S.APPROVED, _E.PUBLISH): _S.PUBLISHED,
        (_S.PUBLISHED, _E.REPLACE): _S.REPLACED,
        (_S.PUBLISHED, _E.WITHDRAW): _S.WITHDRAWN,
    }
)
ONCE_OUT = (_S.PUBLISHED, _S.REPLACED, _S.WITHDRAWN)
"""States of what anybody may have read, and remembers."""


class Licence(Choice):
    """On what terms the data may be used (licens). The label is its name."""

    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc_by", "CC BY 4.0"


LICENCE_ADDRESSES = {
    Licence.CC0: "http://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "http://creativecommons.org/licenses/by/4.0/",
}


class PlanTold(Choice):
    """How far the provider's plan to remedy deficiencies has come, as the public is told it."""

    REQUESTED = "requested", "Begärd"
    APPROVED = "approved", "Godkänd"


class LeftOut(Choice):
    """Why a provider is not in a publication."""

    EXCEPTED = "excepted", "Undantagen av nämnden"
    FACT_CHECK = "fact_check", "Faktagranskningen är inte avgjord"
    NO_AREA = "no_area", "Kontraktet saknar verksamhetsområde"


class Refusal(Choice):
    """Why a publication may not be changed or moved."""

    NOT_A_DRAFT = (
        "not_a_draft",
        ("Publiceringen är inte ett utkast. Ta tillbaka den innan du ändrar."),
    )
    ENDS_FIRST = "ends_first", "Perioden kan inte sluta innan den börjar. Ändra dagarna."
    NOT_OVER = "not_over", "Perioden är inte slut än. Välj en period som har passerat."
    NO_REASON = "no_reason", "Skriv skälet på både svenska och engelska. Det visas för allmänheten."
    NOT_READY = "not_ready", "Publiceringen kan inte lämnas än. %(why)s"
    SAME_PERSON = (
        "same_person",
        ("Du har arbetat med publiceringen och får inte godkänna den. Be en kollega."),
    )
    CHANGED = (
        "changed",
        (
            "Underlaget har ändrats sedan publiceringen frystes. Ta tillbaka den till utkast, läs "
            "det nya underlaget och lämna den för godkännande igen."
        ),
    )
    CORRECTED = "corrected", "Det finns redan en rättelse som inte är publicerad. Arbeta i den."
    NOT_OUT = "not_out", "Bara det som är publicerat kan rättas."
    NO_NOTE = "no_note", "Skriv vad som är rättat, på både svenska och engelska."
    NO_LEFT_OUT_REASON = "no_left_out_reason", "Skriv varför utföraren undantas."
    HALF_A_SENTENCE = (
        "half_a_sentence",
        ("Skriv nämndens mening på både svenska och engelska, eller lämna båda tomma."),
    )
    ADDRESS = (
        "address",
        ("Texten ser ut att innehålla en adress till ett skyddat boende. Ta bort adressen."),
    )


class Check(Choice):
    """What must be in order before a publication is proposed."""

    TEXTS = "texts", "Rubrik och inledning finns på svenska och engelska"
    PROVIDERS = "providers", "Det finns utförare att visa"
    FACT_CHECKS = "fact_checks", "All faktagranskning av det som visas är avgjord"
    SMALL_GROUPS = "small_groups", "Ingen grupp under fem personer går att räkna fram"
    NOTE = "note", "Rättelsen säger vad som är ändrat"
