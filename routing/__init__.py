"""Waste-free optimisation: vehicle routing and facility location."""
