"""Steps that bring a database's tables up to the program's."""
