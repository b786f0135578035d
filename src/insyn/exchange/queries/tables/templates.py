"""The list of templates, held against the latest version of each."""
