"""What a provider sees and does."""
