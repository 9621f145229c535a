"""Solvers behind one contract, one file each."""
