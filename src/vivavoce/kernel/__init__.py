"""Types that every package may import: ids, errors, the caller and the clock."""
