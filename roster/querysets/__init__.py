"""Named, chainable queries of the book."""
