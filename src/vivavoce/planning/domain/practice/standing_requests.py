"""Change requests of earlier versions that go on holding; a note of the plan keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.contracts.plan import InterviewPlan

STANDING_REQUESTS_PREFIX = "As you wished: "
_SHORT_QUESTIONS = "short questions"
_NOTHING_ABOUT = "nothing about "
_DEPTH_WORDS = {-2: "much easier", -1: "easier", 1: "harder", 2: "much harder"}


@dataclass(slots=True, kw_only=True)
class StandingRequests:
    """What holds for all later questions of a draft."""

    is_short: bool = False
    depth_shift: int = 0
    """-2 to 2: how much harder the questions are than the chosen difficulty."""
    excluded_topics: list[str] = field(default_factory=list)

    def shift_depth(self, step: int) -> None:
        """Make the questions harder or easier by one step, within the limits."""
        self.depth_shift = max(min(_DEPTH_WORDS), min(max(_DEPTH_WORDS), self.depth_shift + step))

    def write_note(self) -> tuple[str, ...]:
        """Return the note that keeps the requests, or nothing if there is none."""
        words = [_DEPTH_WORDS[self.depth_shift]] if self.depth_shift else []
        words += [_SHORT_QUESTIONS] if self.is_short else []
        words += [f"{_NOTHING_ABOUT}{topic}" for topic in self.excluded_topics]
        return (f"{STANDING_REQUESTS_PREFIX}{'; '.join(words)}.",) if words else ()


def read_standing_requests(plan: InterviewPlan) -> StandingRequests:
    """Return the requests that the note of a plan keeps."""
    note = next((note for note in plan.notes if note.startswith(STANDING_REQUESTS_PREFIX)), "")
    requests = note.removeprefix(STANDING_REQUESTS_PREFIX).removesuffix(".").split("; ")
    shifts = {words: shift for shift, words in _DEPTH_WORDS.items()}
    return StandingRequests(
        is_short=_SHORT_QUESTIONS in requests,
        depth_shift=sum(shifts.get(request, 0) for request in requests),
        excluded_topics=[
            request.removeprefix(_NOTHING_ABOUT)
            for request in requests
            if request.startswith(_NOTHING_ABOUT)
        ],
    )
