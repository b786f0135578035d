"""Reading dialogue meetings and what was agreed at them."""
