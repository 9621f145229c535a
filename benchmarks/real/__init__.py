"""Converts real published data into the product's ordinary input files."""
