"""The made-up organisations of the demonstration. No such companies exist."""

from dataclasses import dataclass

from insyn.registry.rules import OperatingForm

WEIGHT_OF_TENS = 2


def with_check_digit(nine: str) -> str:
    """Return the nine digits with the tenth, the check digit over them."""
    doubled = (int(digit) * (WEIGHT_OF_TENS if i % 2 == 0 else 1) for i, digit in enumerate(nine))
    return f"{nine}{-sum(sum(divmod(product, 10)) for product in doubled) % 10}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider: its key in this package, its name, and the nine first digits of its number."""

    key: str
    name: str
    nine: str
    units: tuple[tuple[str, str, int | None], ...] = ()
    form: OperatingForm = OperatingForm.PRIVATE
    group: str = ""
    last_digit: str = ""

    @property
    def org_number(self) -> str:
        """Return the ten digits; ``last_digit`` is for the one whose check digit fails."""
        right = with_check_digit(self.nine)
        return f"{self.nine}{self.last_digit}" if self.last_digit else right

    @property
    def email(self) -> str:
        return f"kontakt@{self.key.replace('_', '-')}.example"


LONG_NAME = (
    "Kooperativet för stöd, omsorg och meningsfull sysselsättning i Exempelstad med omnejd, "
    "kooperativ ekonomisk förening"
)

KEPT_BY_HAND = (
    Organisation("akero", "Åkerö Omsorg AB", "559999010", (
        ("Åkerö hemtjänst norr", "hemtjanst", None),
        ("Åkerö hemtjänst söder", "hemtjanst", None),
    )),
    Organisation("bjorkdungen", "Björkdungens Hemtjänst AB", "559999011", (
        ("Björkdungen centrum", "hemtjanst", None),
    )),
    Organisation("norrsken", "Norrskenets Hemvård AB", "559999012", (
        ("Norrskenets hemvård", "hemtjanst", None),
    )),
    Organisation("omtanke", "Omtanke på Ängen Hemtjänst AB", "559999013", (
        ("Omtanke på Ängen", "hemtjanst", None),
    )),
    Organisation("ledsagaren", "Exempelstads Ledsagarservice (enskild firma)", "121212121", (
        ("Ledsagarservice", "ledsagning", None),
    )),
    Organisation("tallbacken", "Tallbackens Äldreboende AB", "559999014", (
        ("Tallbacken", "sabo", 54),
    )),
    Organisation("solglantan", "Stiftelsen Solgläntans Äldrehem", "802999010", (
        ("Solgläntan", "sabo", 32),
    ), OperatingForm.NON_PROFIT),
    Organisation("ronnbaret", "Rönnbärets Vård och Omsorg AB", "559999015", (
        ("Rönnbäret", "sabo", 40),
    )),
    Organisation("omsorgsbolaget", "Exempelstads Omsorgsbolag AB", "559999016", (
        ("Ekhöjden", "sabo", 24),
    ), OperatingForm.MUNICIPAL_COMPANY),
    Organisation("egen_regi", "Exempelstads kommun, egen regi", "212000961", (
        ("Hemtjänsten i Exempelstad", "hemtjanst", None),
        ("Boendestödet i Exempelstad", "boendestod", None),
        ("Dagcenter Ängen", "daglig-verksamhet", 45),
        ("Äldreboendet Åsen", "sabo", 60),
        ("Hemtjänsten i Exempelstad norr", "hemtjanst", None),
        ("Äldreboendet Björken", "sabo", 48),
        ("Dagcenter Lyktan", "daglig-verksamhet", 30),
    ), OperatingForm.IN_HOUSE),
    Organisation("grannby", "Grannby kommun", "212000962", (
        ("Korttidshemmet Linden i Grannby", "korttidsvistelse", 6),
    ), OperatingForm.OTHER_MUNICIPALITY),
    Organisation("kvarnen", "Daglig Verksamhet Kvarndammen AB", "559999017", (
        ("Kvarndammen", "daglig-verksamhet", 28),
    )),
    Organisation("kooperativet", LONG_NAME, "769999010", (
        ("Kooperativets verkstad", "daglig-verksamhet", 16),
    ), OperatingForm.NON_PROFIT),
    Organisation("blaklinten", "Boendestöd Blåklinten AB", "559999018", (
        ("Blåklinten", "boendestod", None),
    )),
    Organisation("humlan", "Korttidshemmet Humlan AB", "559999019", (
        ("Humlan", "korttidsvistelse", 8),
    )),
    Organisation("sjobodan", "Sjöbodans Stödverksamhet AB", "559999020", (
        ("Sjöbodan", "boendestod", None), ("Sjöbodans kvällsstöd", "boendestod", None),
    )),
)  # fmt: skip
"""Entered one by one."""

TAKEN_IN = (
    Organisation("oppna_spar", "Öppna Spår Familjestöd AB", "559999030", (
        ("Öppna Spår", "oppenvard", None),
    )),
    Organisation("samtalsrummet", "Samtalsrummet vid Ån AB", "559999031", (
        ("Samtalsrummet", "oppenvard", None),
    )),
    Organisation("angshog_hvb", "Ängshög HVB AB", "559999032", (
        ("Ängshögs ungdomshem", "hvb", 9),
    ), group="Ängshögsgruppen"),
    Organisation("vargklippan", "Vargklippans Behandlingshem AB", "559999033", (
        ("Vargklippan", "hvb", 12),
    )),
    Organisation("fyrbaken", "Stiftelsen Fyrbåkens Ungdomshem", "802999011", (
        ("Fyrbåken", "hvb", 7),
    ), OperatingForm.NON_PROFIT),
    Organisation("angshog_stodboende", "Ängshög Stödboende AB", "559999034", (
        ("Ängshögs stödboende", "stodboende", 18),
    ), group="Ängshögsgruppen"),
    Organisation("lillsjon", "Lillsjöns Stödboende AB", "559999035", (
        ("Lillsjön", "stodboende", 14),
    )),
    Organisation("nasta_steg", "Föreningen Nästa Steg i Exempelstad", "802999012", (
        ("Nästa Steg", "stodboende", 10),
    ), OperatingForm.NON_PROFIT),
    Organisation("angshog_familjehem", "Ängshög Familjehem AB", "559999036", (
        ("Ängshögs familjehem", "familjehem", None),
    ), group="Ängshögsgruppen"),
    Organisation("konsulenthuset", "Konsulenthuset vid Eken AB", "559999037", (
        ("Konsulenthuset", "familjehem", None),
    )),
    Organisation("nattugglan", "Nattugglans Jourhem AB", "559999038", (
        ("Nattugglans jourhem", "familjehem", None),
    ), last_digit="7"),
)  # fmt: skip
"""Taken in from the list of the shared agreement."""

ORGANISATIONS = (*KEPT_BY_HAND, *TAKEN_IN)
OTHER_SPELLING = ("oppna_spar", "Öppna Spår, familjestöd i Exempelstad AB")
"""Stands on a row of its own in the list that is taken in, under the same number."""
