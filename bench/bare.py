"""The floor: the same body through a bare FastAPI handler that keeps nothing, in a process of its own."""

from __future__ import annotations

import sys
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Wish(BaseModel):
    candidateName: str  # noqa: N815
    candidateEmail: str  # noqa: N815
    position: str
    level: str
    skills: list[str]
    jobDescription: str  # noqa: N815
    companyName: str  # noqa: N815


class Receipt(BaseModel):
    interviewId: str  # noqa: N815
    state: str
    message: str


@app.post("/api/v1/interviews", status_code=201)
async def create(wish: Wish) -> Receipt:
    return Receipt(interviewId=str(uuid4()), state="VALIDATING_SKILLS", message=wish.position)


@app.get("/api/v1/interviews/{key}")
async def read(key: str) -> Receipt:
    return Receipt(interviewId=key, state="PENDING", message="The plan waits for a decision.")


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error")
