"""Fitting the weight file: the sets, what is observed of each question, and the two fits."""
