"""Lists held against the database: what they would change, and what is given out."""
