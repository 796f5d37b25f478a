"""What happened across interviews: series and alerts for the operator, figures and cost for staff.

Hears every integration event; publishes none. Its figures are made of events alone, never of others' rows.
"""
