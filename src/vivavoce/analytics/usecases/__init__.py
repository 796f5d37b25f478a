"""Use cases of analytics: sampling, alerting, reports and prices."""
