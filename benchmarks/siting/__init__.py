"""Runs the product's siting engines and their peers on public instances.

The verifiers here read the instance and the written answer, and nothing of
``routing``: a fault there cannot hide itself.
"""
