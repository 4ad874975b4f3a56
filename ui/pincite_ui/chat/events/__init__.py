"""Events: what happens when a visitor asks, adds, removes or checks."""
