"""What the provider's pages ask."""
