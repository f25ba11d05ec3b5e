"""What pages, exports and services read. Every reader of figures goes through a position (`as_of`)."""
