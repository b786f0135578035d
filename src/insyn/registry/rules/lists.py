"""Closed lists of the register. Pure."""

from insyn.kernel.choices import Choice


class Law(Choice):
    """Under which law a service is given."""

    SOL = "sol", "SoL"
    LSS = "lss", "LSS"
    BOTH = "both", "SoL och LSS"


class OperatingForm(Choice):
    """Who runs the service (driftform). Source: kommunallagen 10 kap. 1 och 7 §§."""

    PRIVATE = "private", "Privat"
    NON_PROFIT = "non_profit", "Idéburen"
    IN_HOUSE = "in_house", "Egen regi"
    MUNICIPAL_COMPANY = "municipal_company", "Kommunalt bolag"
    OTHER_MUNICIPALITY = "other_municipality", "Annan kommun"
    REGION = "region", "Region"
    STATE = "state", "Staten"


class AgreementForm(Choice):
    """How the service was bought (avtalsform)."""

    FRAMEWORK = "framework", "Ramavtal (LOU)"
    CHOICE_SYSTEM = "choice_system", "Valfrihetssystem (LOV)"
    OUTSOURCED = "outsourced", "Entreprenad"
    DIRECT_AWARD = "direct_award", "Direktupphandling"
    PARTNERSHIP = "partnership", "Idéburet offentligt partnerskap"
    MISSION = "mission", "Uppdragsbeskrivning (egen regi)"
    OTHER = "other", "Annan form"


class ContractStatus(Choice):
    """Whether a contract may be used."""

    ACTIVE = "active", "Aktivt"
    INTAKE_STOP = "intake_stop", "Intagsstopp"
    UNDER_INVESTIGATION = "under_investigation", "Under utredning"
    BLOCKED = "blocked", "Spärrat"
    ENDED = "ended", "Avslutat"


class LegalForm(Choice):
    """What kind of legal person a provider is (juridisk form)."""

    UNKNOWN = "unknown", "Inte angiven"
    LIMITED_COMPANY = "limited_company", "Aktiebolag"
    PARTNERSHIP = "partnership", "Handelsbolag eller kommanditbolag"
    ECONOMIC_ASSOCIATION = "economic_association", "Ekonomisk förening"
    ASSOCIATION = "association", "Ideell förening"
    FOUNDATION = "foundation", "Stiftelse"
    FAITH_COMMUNITY = "faith_community", "Trossamfund"
    SOLE_TRADER = "sole_trader", "Enskild firma"
    PUBLIC_BODY = "public_body", "Kommun, region eller stat"
    FOREIGN = "foreign", "Utländsk juridisk person"


class NameKind(Choice):
    """Why a provider is known by another name."""

    SPELLING = "spelling", "Annan stavning"
    EARLIER = "earlier", "Tidigare namn"


class EndReason(Choice):
    """Why a provider ceased to run a unit."""

    TAKEN_OVER = "taken_over", "Övertagen av en annan utförare"
    AGREEMENT_ENDED = "agreement_ended", "Avtalet upphörde"
    TERMINATED = "terminated", "Uppsagd eller hävd"
    MERGED = "merged", "Bolag gick samman"
    OTHER = "other", "Annat skäl"


class PermitKind(Choice):
    """What IVO has been asked for. Source: SoL (2025:400) 26 kap. 1–2 §§, LSS 23 §."""

    PERMIT = "permit", "Tillstånd"
    NOTIFICATION = "notification", "Anmälan"


class PermitStatus(Choice):
    """What has happened to a permit."""

    VALID = "valid", "Gällande"
    REVOKED = "revoked", "Återkallat"
    REPLACED = "replaced", "Ersatt av ett nytt"
    RETURNED = "returned", "Återlämnat"


class PriceUnit(Choice):
    """What a price is paid for."""

    DAY = "day", "Dygn"
    HOUR = "hour", "Timme"
    WEEK = "week", "Vecka"
    MONTH = "month", "Månad"
    OCCASION = "occasion", "Tillfälle"
    ASSIGNMENT = "assignment", "Uppdrag"
    PLACE = "place", "Plats och år"


class SanctionKind(Choice):
    """A step of the ladder that an agreement gives (sanktionssteg).

    Contract law has no statute for these: only what the agreement says may be used. The last
    two are their counterparts in in-house services.
    """

    REMARK = "remark", "Påpekande"
    RECTIFICATION = "rectification", "Rättelse"
    WARNING = "warning", "Varning"
    WITHHELD_PAYMENT = "withheld_payment", "Innehållen betalning"
    PENALTY = "penalty", "Avtalsvite"
    PRICE_REDUCTION = "price_reduction", "Prisavdrag"
    INTAKE_STOP = "intake_stop", "Intagsstopp"
    TERMINATION = "termination", "Uppsägning"
    RESCISSION = "rescission", "Hävning"
    DAMAGES = "damages", "Skadestånd"
    MANAGER_ACTION = "manager_action", "Chefsåtgärd"
    BOARD_DECISION = "board_decision", "Nämndbeslut"
