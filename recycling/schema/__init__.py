"""What the input tables look like and how they are worded, described as data."""
