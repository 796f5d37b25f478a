"""What one interview offers its candidate, and whether it asks for a code."""

from __future__ import annotations

from vivavoce.access.ports import CandidateAccessPolicy
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork


async def read_interview_format(
    policy: CandidateAccessPolicy,
    work: UnitOfWork,
    interview: CandidateInterviewDetails,
    *,
    voice: VoiceAvailability,
    has_video_notice: bool,
) -> InterviewFormat:
    """Return the format of an interview; without a notice about video, no video is offered."""
    return InterviewFormat(
        voice=voice,
        is_video_offered=has_video_notice and await _is_video_offered(policy, work, interview),
        is_voice_recording_offered=await _is_voice_recording_offered(policy, work, voice),
        is_code_required=await _is_code_required(policy, work, interview),
    )


async def _is_video_offered(
    policy: CandidateAccessPolicy, work: UnitOfWork, interview: CandidateInterviewDetails
) -> bool:
    abilities = PROFILES[interview.profile].abilities.with_overrides(interview.abilities)
    return abilities.video_presence and await policy.allows_video(work)


async def _is_voice_recording_offered(
    policy: CandidateAccessPolicy, work: UnitOfWork, voice: VoiceAvailability
) -> bool:
    can_speak = voice.is_available and voice.answer_mode != "typed"
    return can_speak and await policy.allows_voice_recording(work)


async def _is_code_required(
    policy: CandidateAccessPolicy, work: UnitOfWork, interview: CandidateInterviewDetails
) -> bool:
    if PROFILES[interview.profile].identity != "link_and_code" or interview.email is None:
        return False
    return await policy.requires_code(work)
