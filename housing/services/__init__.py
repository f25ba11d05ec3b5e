"""Every write: one verb per function, one transaction, keyword-only arguments."""
