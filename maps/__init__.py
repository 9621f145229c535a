"""Geodata and drawing: coordinate systems, geometry, travel times, maps."""
