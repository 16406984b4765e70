"""Pages of the book, one function each."""
