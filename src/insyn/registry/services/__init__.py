"""Everything that changes the register."""

from insyn.registry.services.agreements import AgreementFacts, save_agreement
from insyn.registry.services.contacts import (
    NewContact,
    add_contact,
    add_new_contact,
    end_contact,
    renew_contact_password,
)
from insyn.registry.services.contracts import (
    ContractFacts,
    StatusFacts,
    change_status,
    save_contract,
)
from insyn.registry.services.feeds import make_feed, note_read, revoke_feed
from insyn.registry.services.groups import remove_group, rename_group
from insyn.registry.services.ladders import (
    StepFacts,
    begin_ladder,
    copy_ladder,
    move_step,
    remove_step,
    save_step,
)
from insyn.registry.services.lots import LotFacts, move_lot, remove_lot, save_lot
from insyn.registry.services.merges import Undone, merge_providers, undo_merge
from insyn.registry.services.operations import (
    NewOperator,
    OperationFacts,
    add_operation,
    change_operator,
    remove_operation,
    save_operation,
)
from insyn.registry.services.options import (
    OptionFacts,
    call_option,
    decline_option,
    remove_option,
    reopen_option,
    save_option,
)
from insyn.registry.services.permits import PermitDetails, end_permit, remove_permit, save_permit
from insyn.registry.services.prices import (
    LevelFacts,
    PriceFacts,
    end_price,
    raise_price,
    remove_price,
    save_price,
)
from insyn.registry.services.providers import (
    ProviderFacts,
    note_spelling,
    remove_spelling,
    save_provider,
)
from insyn.registry.services.removals import remove_contract
from insyn.registry.services.units import UnitFacts, close_unit, save_unit
from insyn.registry.services.usage import UsageFacts, remove_usage, save_usage

__all__ = [
    "AgreementFacts",
    "ContractFacts",
    "LevelFacts",
    "LotFacts",
    "NewContact",
    "NewOperator",
    "OperationFacts",
    "OptionFacts",
    "PermitDetails",
    "PriceFacts",
    "ProviderFacts",
    "StatusFacts",
    "StepFacts",
    "Undone",
    "UnitFacts",
    "UsageFacts",
    "add_contact",
    "add_new_contact",
    "add_operation",
    "begin_ladder",
    "call_option",
    "change_operator",
    "change_status",
    "close_unit",
    "copy_ladder",
    "decline_option",
    "end_contact",
    "end_permit",
    "end_price",
    "make_feed",
    "merge_providers",
    "move_lot",
    "move_step",
    "note_read",
    "note_spelling",
    "raise_price",
    "remove_contract",
    "remove_group",
    "remove_lot",
    "remove_operation",
    "remove_option",
    "remove_permit",
    "remove_price",
    "remove_spelling",
    "remove_step",
    "remove_usage",
    "rename_group",
    "renew_contact_password",
    "reopen_option",
    "revoke_feed",
    "save_agreement",
    "save_contract",
    "save_lot",
    "save_operation",
    "save_option",
    "save_permit",
    "save_price",
    "save_provider",
    "save_step",
    "save_unit",
    "save_usage",
    "undo_merge",
]
