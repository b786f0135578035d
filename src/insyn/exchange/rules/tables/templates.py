"""The columns of a list of questions: one row is one question of a template's version."""
