"""The list of templates: one row per question. Pure."""
