"""Measures Fixpath beside its peers on one machine and in one run; `scripts/bench` is the way in."""
