"""Signing in with the account of one's organisation, at a real provider."""
