"""Use cases of planning: validate skills; write, accept and read plans and intake documents."""
