"""Pure domain logic of assessment: find evidence in a transcript, then compute scores from it."""
