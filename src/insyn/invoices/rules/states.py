"""Closed lists of invoice control. Pure."""

from insyn.kernel.choices import Choice


class BatchSource(Choice):
    """What the lines were read from."""

    SHEET = "sheet", "Excel eller CSV"
    PEPPOL = "peppol", "E-faktura (Peppol)"


class BatchState(Choice):
    """Where a batch is."""

    WAITING = "waiting", "Att granska"
    TAKEN_IN = "taken_in", "Inläst"


class Standing(Choice):
    """What the control says of a line. What cannot be checked is never ok."""

    OK = "ok", "Stämmer"
    UNKNOWN = "unknown", "Går inte att kontrollera"
    DEVIATES = "deviates", "Avviker"


class DeviationCode(Choice):
    """What the control found on a line, or on a whole contract."""

    PRICE_ABOVE = "price_above", "Priset är högre än i kontraktet"
    PRICE_BELOW = "price_below", "Priset är lägre än i kontraktet"
    WRONG_SUM = "wrong_sum", "Antal gånger pris blir inte beloppet"
    NO_CONTRACT = "no_contract", "Inget kontrakt gällde den tiden"
    AFTER_END = "after_end", "Tiden ligger efter kontraktets slut"
    OUTSIDE = "outside", "Utföraren har inget kontrakt i avtalet"
    BLOCKED = "blocked", "Kontraktet var spärrat"
    DOUBLE = "double", "Samma rad finns på en annan faktura"
    OVER_DAYS = "over_days", "Fler dygn än personer gånger dagar"
    OVER_USAGE = "over_usage", "Fakturerat mer än redovisat nyttjande"
    UNKNOWN_PROVIDER = "unknown_provider", "Organisationsnumret finns inte i registret"
    SEVERAL_CONTRACTS = "several_contracts", "Flera kontrakt kan gälla"
    NO_PERIOD = "no_period", "Raden säger inte vilken tid den gäller"
    NO_UNIT_PRICE = "no_unit_price", "Raden saknar antal eller pris"
    UNKNOWN_UNIT = "unknown_unit", "Enheten går inte att jämföra med avtalets priser"
    NO_PRICE = "no_price", "Kontraktet har inget pris att jämföra med"
    SEVERAL_PRICES = "several_prices", "Flera priser kan gälla"
    PRICE_CHANGED = "price_changed", "Priset ändrades under perioden"
    INTAKE_STOP = "intake_stop", "Intagsstopp under perioden"
    SAME_TWICE = "same_twice", "Likadan rad två gånger på fakturan"
    ROUNDED = "rounded", "Jämnt belopp utan antal"
    VAT = "vat", "Raden har moms"


SURE = frozenset(
    {
        DeviationCode.PRICE_ABOVE,
        DeviationCode.PRICE_BELOW,
        DeviationCode.WRONG_SUM,
        DeviationCode.NO_CONTRACT,
        DeviationCode.AFTER_END,
        DeviationCode.OUTSIDE,
        DeviationCode.BLOCKED,
        DeviationCode.DOUBLE,
        DeviationCode.OVER_DAYS,
        DeviationCode.OVER_USAGE,
    }
)
"""What deviates. All other codes say that something could not be checked, or must be looked at."""


class SampleState(Choice):
    """Where a sample is."""

    DRAWN = "drawn", "Granskas"
    FINISHED = "finished", "Väntar på att stängas"
    CLOSED = "closed", "Stängt"


class Drawn(Choice):
    """Why a line is in a sample."""

    CERTAIN = "certain", "Stort belopp, alltid med"
    LOTTERY = "lottery", "Lottad"
    POINTED_OUT = "pointed_out", "Utpekad"


class Verdict(Choice):
    """What the vouchers showed of a line."""

    UNREAD = "unread", "Inte granskad"
    CORRECT = "correct", "Stämmer"
    WRONG = "wrong", "Avviker"
    UNDECIDABLE = "undecidable", "Går inte att avgöra"


class WhoErred(Choice):
    """Whose shortcoming a wrong line is written down as."""

    PROVIDER = "provider", "Utföraren, som fakturerade fel"
    COMMISSIONER = "commissioner", "Beställaren, som betalade fel"


class ClaimState(Choice):
    """Where a claim is."""

    CLAIMED = "claimed", "Krävd"
    CREDITED = "credited", "Krediterad"
    WAIVED = "waived", "Efterskänkt"


class Refusal(Choice):
    """Why something cannot be done."""

    TAKEN_IN = "taken_in", "Underlaget är redan inläst."
    NOT_TAKEN_IN = "not_taken_in", "Underlaget är inte inläst än. Granska det och läs in det först."
    HAS_ERRORS = "has_errors", "Filen har fel och inget är inläst. Rätta felen och försök igen."
    NOTHING_NEW = "nothing_new", "Alla rader i filen är redan inlästa. Inget nytt att läsa in."
    ELSEWHERE = "elsewhere", "Avtalet tillhör en annan nämnd. Välj ett av nämndens egna avtal."
    NO_POSITIVE = "no_positive", "Underlaget har inga rader med belopp över noll att dra ur."
    TOO_MANY = (
        "too_many",
        "Underlaget har inte så många rader. Välj ett mindre antal eller ett större intervall.",
    )
    SIZE = "size", "Ange antingen hur många rader som ska dras eller ett intervall i kronor."
    OTHER_BATCH = "other_batch", "Raden hör till ett annat underlag än stickprovet."
    ALREADY_IN = "already_in", "Raden är redan med i stickprovet."
    CLOSED = "closed", "Stickprovet är stängt. Då går det inte längre att ändra."
    UNREAD = "unread", "Alla rader är inte granskade än. Granska dem först."
    NOT_FINISHED = "not_finished", "Granskningen är inte klar. Markera den som klar först."
    FOUR_EYES = (
        "four_eyes",
        "Du har själv granskat rader här. Någon annan i nämnden ska stänga stickprovet.",
    )
    NO_VERDICT = "no_verdict", "Välj vad granskningen visade."
    NO_RIGHT_AMOUNT = "no_right_amount", "Skriv vilket belopp som är rätt när raden avviker."
    SAME_AMOUNT = "same_amount", "Rätt belopp är samma som fakturans. Då stämmer raden."
    NO_NOTE = "no_note", "Skriv vad som avviker, eller varför det inte går att avgöra."
    RIGHT_TOO_HIGH = "right_too_high", "Rätt belopp kan inte vara lägre än noll."
    NOT_WRONG = "not_wrong", "Raden avviker inte. Bara en rad som avviker kan bli ett resultat."
    HAS_FINDING = "has_finding", "Raden har redan blivit ett resultat av samma slag."
    OTHER_PROVIDER = "other_provider", "Uppföljningen gäller en annan utförare än fakturan."
    NOTHING_TO_CLAIM = (
        "nothing_to_claim",
        "Det finns inget mer att kräva tillbaka. Bara rader med för högt belopp kan krävas.",
    )
    NOT_CLOSED = "not_closed", "Stickprovet ska vara stängt innan ni kräver pengar tillbaka."
    DUE_PASSED = "due_passed", "Sista dagen har passerat. Välj en senare dag."
    CLAIM_OVER = "claim_over", "Kravet är redan avgjort."
    LATER = "later", "Dagen kan inte ligga i framtiden."
    BEFORE_CLAIM = "before_claim", "Dagen kan inte ligga före kravet."
    AMOUNT = "amount", "Beloppet ska vara över noll och högst det som krävs."
    NO_REASON = "no_reason", "Skriv varför kravet efterskänks."
    SUSPECTED = (
        "suspected",
        (
            "Raden är misstänkt och får bara stå i en uppföljning med begränsad krets. Välj en "
            "sådan, eller ta bort misstanken först."
        ),
    )
    NO_SUSPICION = "no_suspicion", "Skriv varför raden är misstänkt."
