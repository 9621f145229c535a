"""Figures the product must reach, and the real input it is measured on.

Run ``python -m benchmarks --help``. Nothing of the product imports this package.
"""
