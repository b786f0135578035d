"""What a board can delegate in follow-up work. Pure. Source: kommunallagen 6 kap. 37–39 §§."""

from insyn.kernel.choices import Choice


class Matter(Choice):
    """A kind of decision that the board may leave to an official (ärendetyp)."""

    DEPTH = "depth", "Fördjupad uppföljning"
    ACTION_PLAN = "action_plan", "Godkännande av åtgärdsplan"
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


class DecidedHow(Choice):
    """In whose name a decision was made."""

    DELEGATION = "delegation", "På delegation"
    BOARD = "board", "Av nämnden"
