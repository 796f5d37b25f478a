"""What delivery does: announce, try, try again by hand, configure the receiver, send letters."""
