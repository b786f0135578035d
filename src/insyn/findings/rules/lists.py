"""Closed lists around findings: reading twice, fact check, sharing, in depth. Pure."""

from insyn.kernel.choices import Choice


class Consent(Choice):
    """What a provider says about sharing its good example (samtycke)."""

    ASKED = "asked", "Frågan är ställd"
    GIVEN = "given", "Får delas"
    DECLINED = "declined", "Får inte delas"
    WITHDRAWN = "withdrawn", "Samtycket är återtaget"


class FactCheckState(Choice):
    """Where a fact check is."""

    OPEN = "open", "Hos utföraren"
    ANSWERED = "answered", "Besvarad"
    SETTLED = "settled", "Avgjord"


class Reply(Choice):
    """What the authority answers to a comment on the facts."""

    ACCEPTED = "accepted", "Rättas"
    PARTLY = "partly", "Rättas till en del"
    REJECTED = "rejected", "Rättas inte"


class DepthState(Choice):
    """Where the question of a follow-up in depth is."""

    PROPOSED = "proposed", "Föreslagen"
    IN_DEPTH = "in_depth", "Fördjupad uppföljning beslutad"
    NO_DEPTH = "no_depth", "Ingen fördjupad uppföljning"
