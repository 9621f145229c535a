"""Runs the product's solver and its peers on public routing instances.

The verifiers here read the instance and the written answer, and nothing of
``routing``: a fault there cannot hide itself.
"""
