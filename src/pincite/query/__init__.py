"""Query understanding: what is asked, by which words and about which names."""
