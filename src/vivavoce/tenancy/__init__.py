"""Who is calling, for which organisation, with what right."""
