"""How the tables of practice came to be."""
