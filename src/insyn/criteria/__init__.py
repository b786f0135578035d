"""Review templates: versions, sections and questions."""
