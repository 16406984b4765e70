"""Three database nodes and three web nodes behind nginx, on the loopback interface."""
