"""Everything that changes the register."""

from insyn.registry.services.agreements import (
    AgreementFacts,
    ContractFacts,
    LotFacts,
    move_lot,
    remove_lot,
    save_agreement,
    save_contract,
    save_lot,
)
from insyn.registry.services.import_runs import save_profile
from insyn.registry.services.imports import ImportSummary, carry_out_import, preview_import
from insyn.registry.services.providers import (
    ProviderFacts,
    UnitFacts,
    add_contact,
    close_unit,
    end_contact,
    note_spelling,
    remove_spelling,
    save_provider,
    save_unit,
)

__all__ = [
    "AgreementFacts",
    "ContractFacts",
    "ImportSummary",
    "LotFacts",
    "ProviderFacts",
    "UnitFacts",
    "add_contact",
    "carry_out_import",
    "close_unit",
    "end_contact",
    "move_lot",
    "note_spelling",
    "preview_import",
    "remove_lot",
    "remove_spelling",
    "save_agreement",
    "save_contract",
    "save_lot",
    "save_profile",
    "save_provider",
    "save_unit",
]
