"""``python -m bench [--quick] [name ...]``: all benches, or those named."""

from __future__ import annotations

import argparse
import asyncio
import importlib

BENCHES = {
    "start": "first and later start, idle memory",
    "practice": "preview and configure through the public socket",
    "http": "create, read and list through the public socket; create to PENDING",
    "batches": "a batch and a file of 500 interviews, until answered",
    "doors": "the same interview requested by REST, A2A and MCP",
    "bus": "outbox to handler at 100 events/s; drain of a backlog",
    "kafka": "both buses beside FastStream; kills and freezes on Kafka, counted",
    "rls": "what row-level security costs",
    "broker": "a session's broker beside the seed's: workload W1, faults",
    "replay": "sessions told again from their logs, folded twice",
    "log": "appends to the session log, replay",
    "conduct": "eight simulated candidates, judged by oracles (--mutants: two bad interviewers)",
    "talks": "a hundred text interviews at once",
    "takeover": "edges that are killed or leave: how soon the other one has their talks",
    "panel": "what a panel on a model costs the candidate (W2)",
    "plan_steps": "first plans by a model: requests, tokens, and how soon passages are found",
    "model_costs": "what an interview asks of a model, by purpose: requests, tokens, dollars",
    "model_connections": "8 and 50 requests to a model at once: new connections, kept ones, HTTP/2",
    "score": "the built-in scorer on half an hour",
    "gullible": "what the guards leave of a reader that believes every sentence",
    "reviews": "a review after its talk; five hundred results at once",
    "assistant": "the practice assistant's rules on the locked utterances",
    "voice.stacks": "a spoken turn and what it costs, beside LiveKit's own session and pipecat",
    "voice.whole": "spoken talks over real sockets: turns, barge-in, cut lines, without any key",
    "voice.worded": "a spoken turn whose question is worded by an imitated model",
    "wer": "word error rate of the keyless recogniser, by machine voice",
    "paint": "first paint of the screens in a Chromium behind a slow line",
    "live_wall": "the page of a hundred moving live interviews in a Chromium: frames, script, long tasks",
    "hostile": "the built-in scorer on answers that were made to be slow",
}


def main() -> None:
    names = "\n".join(f"  {name:<12} {about}" for name, about in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures on this machine, three runs each, and prints median and worst.",
        epilog=f"benches:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="which; all when none is named")
    parser.add_argument("--quick", action="store_true", help="one short run: a look, not a figure")
    parser.add_argument("--mutants", action="store_true", help="conduct: let bad interviewers ask")
    parser.add_argument("--list", action="store_true", help="name the benches and stop")
    asked = parser.parse_args()
    if asked.list:
        print(names)
        return
    if unknown := [name for name in asked.names if name not in BENCHES]:
        parser.error(f"no bench is called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    options = {"mutants": True} if asked.mutants else {}
    if options and asked.names != ["conduct"]:
        parser.error("--mutants is for conduct alone")
    for name in asked.names or BENCHES:
        held = asyncio.run(
            importlib.import_module(f"bench.{name}").main(quick=asked.quick, **options)
        )
        if held is False:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
