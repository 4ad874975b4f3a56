"""Layout analysis: from lines to blocks in reading order, each with its role."""
