"""Routing problems and answers as files: our own JSON, VROOM's, and VRPLIB."""
