"""What can be tagged: the taxonomy, its codebook, and the labelling screen made from it."""
