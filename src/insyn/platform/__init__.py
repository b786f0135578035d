"""Django plumbing with no domain in it: scoping, clock, forms, tables, base templates."""
