"""What visitors may choose or enter: cleaned to typed values, with errors in plain Dutch."""
