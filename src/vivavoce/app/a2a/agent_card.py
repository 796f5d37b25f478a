"""The agent card: who this agent is, where it is served, what it can do, and how to authenticate."""

from __future__ import annotations

from a2a.types.a2a_pb2 import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentProvider,
    AgentSkill,
    APIKeySecurityScheme,
    ClientCredentialsOAuthFlow,
    HTTPAuthSecurityScheme,
    OAuth2SecurityScheme,
    OAuthFlows,
    SecurityRequirement,
    SecurityScheme,
    StringList,
)

from vivavoce import __version__
from vivavoce.app.a2a.endpoint import A2A_PATH
from vivavoce.app.oauth.endpoint import OAUTH_MEANING, SERVER_METADATA_PATH, TOKEN_PATH
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.tenancy.domain.applications import APPLICATION_PERMISSIONS

JSON_MODE, TEXT_MODE = "application/json", "text/plain"
_INTERVIEW = AgentSkill(
    id="interview",
    name="Hold an interview",
    description="Send the facts of a job and a candidate as a data part. The task is the interview: a plan "
    "that a person approves, the candidate's conversation, and an assessment that a person approves. "
    "Missing facts, the plan and the assessment set the task to input-required.",
    tags=["hiring", "interview", "assessment"],
    examples=[
        '{"candidateName": "Ada Lovelace", "candidateEmail": "ada@example.com", "position": "Backend '
        'engineer", "level": "SENIOR", "skills": ["Python", "PostgreSQL", "Kafka"], "jobDescription": '
        '"Build and run the services behind our warehouse scanners, and share the on-call duty."}'
    ],
    input_modes=[JSON_MODE],
    output_modes=[JSON_MODE, TEXT_MODE],
)
_PRACTICE = AgentSkill(
    id="practice",
    name="Set up practice interviews",
    description='Call a tool of the practice API with a data part: `{"tool": ..., "arguments": {...}}` and '
    'the metadata `{"skill": "practice"}`. The answer is a message.',
    tags=["practice", "coaching"],
    examples=['{"tool": "preview_interview", "arguments": {"role": "Ward nurse"}}'],
    input_modes=[JSON_MODE],
    output_modes=[JSON_MODE],
)
_ASSISTANT = AgentSkill(
    id="assistant",
    name="Ask the practice assistant",
    description="Send text. The assistant sets up practice interviews and explains reviews; the context is "
    "the conversation. The answer is a message.",
    tags=["practice", "conversation"],
    examples=["Mock interview for a ward nurse, 10 minutes, please"],
    input_modes=[TEXT_MODE],
    output_modes=[TEXT_MODE, JSON_MODE],
)
_DECISIONS = AgentSkill(
    id="decisions",
    name="Decide about plans and assessments",
    description="You are signed in as a person with the permission to approve: answer a task that is "
    'input-required with the data part `{"decision": "approve", "comments": "..."}`.',
    tags=["hiring", "approval"],
    examples=['{"decision": "approve", "comments": "The plan covers the job."}'],
    input_modes=[JSON_MODE],
    output_modes=[JSON_MODE, TEXT_MODE],
)


def build_agent_card(public_url: str) -> AgentCard:
    """Return the card that everybody may read; ``public_url`` is the gateway's, without a final slash."""
    return AgentCard(
        name="Vivavoce",
        description="Plans interviews, holds them with candidates, and assesses the answers. People approve "
        "plans and assessments.",
        supported_interfaces=[
            AgentInterface(
                url=f"{public_url}{A2A_PATH}", protocol_binding=binding, protocol_version=version
            )
            for version in ("1.0", "0.3")
            for binding in ("JSONRPC", "HTTP+JSON")
        ],
        provider=AgentProvider(organization="Vivavoce", url=public_url),
        version=__version__,
        documentation_url=f"{public_url}/api/docs",
        capabilities=AgentCapabilities(
            streaming=True, push_notifications=True, extended_agent_card=True
        ),
        security_schemes={
            "apiKey": SecurityScheme(
                api_key_security_scheme=APIKeySecurityScheme(
                    location="header", name="X-API-Key", description="An organization's API key."
                )
            ),
            "bearer": SecurityScheme(
                http_auth_security_scheme=HTTPAuthSecurityScheme(
                    scheme="bearer", description="The access token that a sign-in returns."
                )
            ),
            "oauth2": SecurityScheme(oauth2_security_scheme=_describe_oauth(public_url)),
        },
        security_requirements=[
            SecurityRequirement(schemes={name: StringList()})
            for name in ("apiKey", "bearer", "oauth2")
        ],
        default_input_modes=[JSON_MODE, TEXT_MODE],
        default_output_modes=[JSON_MODE, TEXT_MODE],
        skills=[_INTERVIEW, _PRACTICE, _ASSISTANT],
    )


def _describe_oauth(public_url: str) -> OAuth2SecurityScheme:
    flow = ClientCredentialsOAuthFlow(
        token_url=public_url + TOKEN_PATH,
        scopes={str(one): f"The permission {one}." for one in sorted(APPLICATION_PERMISSIONS)},
    )
    return OAuth2SecurityScheme(
        description=OAUTH_MEANING,
        flows=OAuthFlows(client_credentials=flow),
        oauth2_metadata_url=public_url + SERVER_METADATA_PATH,
    )


def build_extended_card(public_url: str, caller: Caller) -> AgentCard:
    """Return the card for a signed-in caller: only the skills that this caller may use."""
    card = build_agent_card(public_url)
    del card.skills[:]
    if caller.permissions & {Permission.INTERVIEW_CREATE, Permission.INTERVIEW_READ}:
        card.skills.append(_INTERVIEW)
    if caller.is_person and Permission.INTERVIEW_APPROVE in caller.permissions:
        card.skills.append(_DECISIONS)
    if Permission.PRACTICE_USE in caller.permissions:
        card.skills.extend([_PRACTICE, _ASSISTANT])
    return card
