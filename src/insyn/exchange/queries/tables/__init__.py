"""Lists of one kind, held against the database and written out."""
