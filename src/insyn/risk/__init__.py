"""Selection: who is followed up, by whom, and why; the lottery anyone can repeat."""
