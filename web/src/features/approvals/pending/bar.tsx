import { i18n } from "@lingui/core";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { UNDO_MS, UndoBar } from "@/shared/ui/undo-bar";
import { CandidateBar } from "../decision/candidate-bar";
import { useUndoable } from "../decision/undoable";
import type { Decision, Entry } from "./outbox";
import { useEntries, useOutbox } from "./pending-decisions";
import { doing, done } from "./words";

/** The decision that is about to be sent: ten seconds to take it back, by key, pointer or finger. */
export function DecisionBar() {
  const entries = useEntries();
  const undoable = useUndoable();
  const held = entries.find(({ stage }) => stage.at === "held");
  return (
    <>
      <TranscriptEntry entries={entries} />
      {held ? <Bar key={held.decision.interviewId} entry={held} /> : null}
      {undoable && !held ? (
        <CandidateBar key={undoable.decision.decisionId} undoable={undoable} />
      ) : null}
    </>
  );
}

function Bar({ entry }: { entry: Entry }) {
  const outbox = useOutbox();
  const back = useWayBack();
  return (
    <UndoBar
      text={doing(entry.decision)}
      until={entry.stage.at === "held" ? entry.stage.until : 0}
      onUndo={() => {
        const decision = outbox.undo();
        if (decision) back(decision);
      }}
      onSendNow={() => void outbox.sendNow()}
    />
  );
}

/** Undone on another page, a decision leads back to where it was taken, with its words. */
function useWayBack(): (decision: Decision) => void {
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return ({ interviewId, verdict }) => {
    const to = verdict.endsWith("_plan")
      ? ("/interviews/$id/plan" as const)
      : ("/interviews/$id/assessment" as const);
    if (path === to.replace("$id", interviewId)) return;
    void navigate({ to, params: { id: interviewId } });
  };
}

/** The polite voice of the bar: it says what begins and what came of it, and never counts. */
function TranscriptEntry({ entries }: { entries: readonly Entry[] }) {
  const [words, setWords] = useState("");
  const before = useRef<readonly Entry[]>([]);
  useEffect(() => {
    const was = new Map(before.current.map((each) => [each.decision.interviewId, each.stage.at]));
    before.current = entries;
    const said: string[] = [];
    for (const { decision, stage } of entries) {
      const former = was.get(decision.interviewId);
      was.delete(decision.interviewId);
      if (former === stage.at) continue;
      if (stage.at === "held") {
        said.push(
          i18n._("{what} in {seconds} seconds. Press U to undo.", {
            what: doing(decision),
            seconds: UNDO_MS / 1000,
          }),
        );
      } else if (stage.at === "sent") said.push(done(decision));
    }
    if ([...was.values()].includes("held")) said.push(i18n._("Decision undone. Nothing was sent."));
    if (said.length > 0) setWords(said.join(" "));
  }, [entries]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
