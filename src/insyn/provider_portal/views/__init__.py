"""The provider's pages."""
