"""Facility location at size: a Lagrangian bound, repair, search and a kernel MIP."""
