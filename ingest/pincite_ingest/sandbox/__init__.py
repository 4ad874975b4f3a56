"""Reading in a separate process, under a time limit and a memory limit."""
