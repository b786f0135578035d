"""Samples of invoices: lines against the contract, drawn by amount, and what was paid in error."""
