"""Ports of the practice slice, one module per part."""
