"""Writes the input files of a synthetic city around published facts.

Every row made up here says so: certainty ``synthetic``, tickets simulated,
plates that no office issues. Names are counted, never invented.
"""
