"""Stage 6: what was weighed, real or simulated."""
