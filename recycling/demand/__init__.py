"""Stage 3: what each site produces, by material and year."""
