"""What may come of typing a one-time code. Pure."""

from insyn.kernel.choices import Choice


class CodeOutcome(Choice):
    """What came of a typed code. The label is what is said of it."""

    RIGHT = "right", "Koden stämmer."
    WRONG = "wrong", "Koden stämmer inte. Kontrollera siffrorna och försök igen."
    SPENT = (
        "spent",
        "Koden har skrivits fel fem gånger och gäller inte längre. Begär en ny kod.",
    )
    NONE = "none", "Det finns ingen kod som gäller. En kod gäller i en kvart. Begär en ny kod."
