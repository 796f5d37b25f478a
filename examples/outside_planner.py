"""A planner of your own, outside the platform: it looks for work, writes plans, hands them in.

Start the platform with VIVAVOCE_PLANNER=external and A2A_API_KEY, then this, with the same key:

    VIVAVOCE_URL=http://127.0.0.1:8000 TENANT_ID=... A2A_API_KEY=... python outside_planner.py
"""

import os
import time

import httpx

LEVELS = ("Has not done it.", "Has watched it.", "Does it.", "Does it well.", "Teaches it.")


def plan(brief: dict) -> dict:
    """Write a plan; put your own model or rules here."""
    subjects = brief["skills"][:4] or [brief["position"]]
    sides = [{"name": "Practice", "indicators": {str(n): t for n, t in enumerate(LEVELS, 1)}}]
    return {
        "planner": "example planner v1",
        "language": brief["language"],
        "duration_minutes": brief["duration_minutes"],
        "greeting_script": "Hello, I am a computer program. A person reads your answers and decides.",
        "closing_script": "Thank you. A person will get back to you.",
        "competencies": [
            {
                "name": subject,
                "weight": 1 / len(subjects),
                "sub_dimensions": sides,
                "questions": [
                    {
                        "id": f"q{place}",
                        "text": f"Tell me about a time when {subject} mattered in your work.",
                        "order": place,
                        "time_budget_s": 120,
                    }
                ],
            }
            for place, subject in enumerate(subjects, 1)
        ],
        "unvalidated_skills": brief["skills"],
    }


def plan_waiting(platform: httpx.Client) -> None:
    """Hand in a plan for each interview that waits for one, and print what was wrong with it."""
    for run in platform.get("/runs?kind=plan").raise_for_status().json()["data"]:
        brief = platform.get(f"/runs/{run['id']}").raise_for_status().json()["input"]
        done = platform.put(f"/runs/{run['id']}/result", json={"plan": plan(brief)})
        print(run["id"], done.status_code, done.json().get("errors", ""), flush=True)


def main() -> None:
    headers = {"X-API-Key": os.environ["A2A_API_KEY"], "X-Tenant-ID": os.environ["TENANT_ID"]}
    url = os.environ.get("VIVAVOCE_URL", "http://127.0.0.1:8000")
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=10) as platform:
        while True:
            try:
                plan_waiting(platform)
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.is_client_error:
                    raise  # the key or the request is wrong; else the platform restarts, or is busy
                print("asks again in a second:", repr(error), flush=True)
            time.sleep(1)


if __name__ == "__main__":
    main()
