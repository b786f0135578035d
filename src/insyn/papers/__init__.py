"""A document as a pure tree, its renderers, and the reading of spreadsheets. Knows no domain."""
