"""Facility location: problem, solution, and the check between them."""
