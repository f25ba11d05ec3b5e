"""Tables of areas: columns with a value for the screen, one to sort by, and one for files."""
