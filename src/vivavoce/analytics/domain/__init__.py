"""Domain of analytics: metric series, alert rules, and quality, latency and cost reports."""
