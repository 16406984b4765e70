"""Django's own database backends, with what an old database asks of them beyond."""
