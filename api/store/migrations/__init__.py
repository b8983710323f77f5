"""How the database gets from one form to the next."""
