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
from insyn.registry.services.contacts import (
    NewContact,
    add_contact,
    add_new_contact,
    end_contact,
    renew_contact_password,
)
from insyn.registry.services.import_runs import save_profile
from insyn.registry.services.imports import ImportSummary, carry_out_import, preview_import
from insyn.registry.services.providers import (
    ProviderFacts,
    UnitFacts,
    close_unit,
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
    "NewContact",
    "ProviderFacts",
    "UnitFacts",
    "add_contact",
    "add_new_contact",
    "carry_out_import",
    "close_unit",
    "end_contact",
    "move_lot",
    "note_spelling",
    "preview_import",
    "remove_lot",
    "remove_spelling",
    "renew_contact_password",
    "save_agreement",
    "save_contract",
    "save_lot",
    "save_profile",
    "save_provider",
    "save_unit",
]
