"""What lists hold, how they are read, and what they would change. Pure."""
