"""The pages of invoice control."""
