"""Pure domain logic of planning: match skills, select questions, revise and check plans."""
