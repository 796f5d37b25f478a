"""Ports of hiring: its repositories, and the slices that plan, invite, assess and deliver, by noun."""
