"""Vehicle routing: problem, solution, and the check between them."""
