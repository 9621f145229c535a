"""Stage 4: which sorting centres to keep, close, upgrade and open."""
