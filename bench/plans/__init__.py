"""What the proof of plans measures: labeled postings, their plans, and one module for each kind of figure."""
