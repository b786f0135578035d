"""A list of requirements read from the catalogue, and laid against it."""
