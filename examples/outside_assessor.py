"""An assessor of your own, outside the platform: it reads transcripts, finds evidence, hands it in.

Start the platform with VIVAVOCE_ASSESSOR=external and A2A_API_KEY, then this, with the same key:

    VIVAVOCE_URL=http://127.0.0.1:8000 TENANT_ID=... A2A_API_KEY=... python outside_assessor.py
"""

import os
import re
import time

import httpx

MIN_WORDS = 6
MAX_ITEMS = 500


def assess(work: dict) -> list[dict]:
    """Quote what the candidate says to have done; put your own model or rules here.

    A sentence with "I" shows level 3, with a number level 4. The platform verifies each quote and computes
    the scores.
    """
    asked = {q["id"]: one for one in work["rubric"]["competencies"] for q in one["questions"]}
    evidence, question = [], None
    for turn in work["turns"]:
        question = turn["questionId"] or question
        competency = asked.get(question)
        if turn["role"] != "candidate" or not competency or not competency["sub_dimensions"]:
            continue
        evidence += [
            {
                "quote": sentence.strip(),
                "turn": turn["turn"],
                "competency": competency["name"],
                "sub_dimension": competency["sub_dimensions"][0]["name"],
                "level": 4 if re.search(r"\d", sentence) else 3,
            }
            for sentence in re.findall(r"[^.!?]+", turn["text"])
            if len(sentence.split()) >= MIN_WORDS and re.search(r"\bI\b", sentence)
        ]
    return evidence[:MAX_ITEMS]


def assess_waiting(platform: httpx.Client) -> None:
    """Hand in an assessment for each interview that waits for one, and print what was not accepted."""
    for run in platform.get("/runs?kind=assessment").raise_for_status().json()["data"]:
        work = platform.get(f"/runs/{run['id']}").raise_for_status().json()["input"]
        result = {"assessor": "example assessor v1", "evidence": assess(work)}
        done = platform.put(f"/runs/{run['id']}/result", json=result)
        answer = done.json()
        print(run["id"], done.status_code, answer.get("dropped", answer.get("errors")), flush=True)


def main() -> None:
    headers = {"X-API-Key": os.environ["A2A_API_KEY"], "X-Tenant-ID": os.environ["TENANT_ID"]}
    url = os.environ.get("VIVAVOCE_URL", "http://127.0.0.1:8000")
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=10) as platform:
        while True:
            try:
                assess_waiting(platform)
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.is_client_error:
                    raise  # the key or the request is wrong; else the platform restarts, or is busy
                print("asks again in a second:", repr(error), flush=True)
            time.sleep(1)


if __name__ == "__main__":
    main()
