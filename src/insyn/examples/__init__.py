"""The reconstructions and the demonstration."""
