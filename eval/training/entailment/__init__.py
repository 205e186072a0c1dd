"""Training of the network that tells whether quotes say what a sentence says."""
