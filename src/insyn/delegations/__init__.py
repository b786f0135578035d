"""Who may decide what on behalf of the board, and what they decided."""
