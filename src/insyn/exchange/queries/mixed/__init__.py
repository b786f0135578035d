"""The mixed list held against the register: providers, agreements, lots and contracts at once."""
