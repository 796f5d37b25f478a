"""Connects applicant tracking systems: they order interviews, and get the results of assessments.

An administrator connects one system of each kind. ``domain`` has what every system shares, ``ports`` the
connector that every system implements, and ``adapters`` one connector for each: Greenhouse, Ashby and Lever.
They follow the published documents of these systems; none was tried against the real one.
"""
