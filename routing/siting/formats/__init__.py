"""Siting problems and answers as files: JSON for what is few, NPZ for columns."""
