"""Evidence found, scores computed from it, flags raised for a person to decide on."""
