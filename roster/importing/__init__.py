"""How rows of an old database become marks, and what follows from them."""
