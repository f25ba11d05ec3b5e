"""Pages: a view asks for figures, makes tables and charts of them, and renders; it never writes on GET."""
