"""The roof: the one place that knows every room and wires them together, role by role."""
