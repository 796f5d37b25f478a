import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { Hand, OctagonX, Undo2 } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import { sendKeysHint, submitByKey } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { useLiveApi } from "../calls";
import { type PersonWords, personWords } from "../person-words";

interface InterviewActionsProps {
  sessionId: string;
  profile: string | undefined;
  takenOverBy: string | null;
  isOver: boolean;
  /** What the page was opened for, e.g. from a card of the dashboard. */
  ask?: "take-over" | undefined;
}

type Asking = "take-over" | "end" | null;

/** What an observer may do in an interview. Who answers is notified of everything but a note. */
export function InterviewActions({
  sessionId,
  profile,
  takenOverBy,
  isOver,
  ask,
}: InterviewActionsProps) {
  const caller = useCaller();
  const calls = useLiveApi();
  const [asking, setAsking] = useState<Asking>(isOver ? null : (ask ?? null));
  const takeOver = useMutation({ mutationFn: () => calls.takeOver(sessionId) });
  const handBack = useMutation({ mutationFn: () => calls.handBack(sessionId) });
  const end = useMutation({ mutationFn: (reason: string) => calls.end(sessionId, reason) });
  useEffect(() => {
    if (isOver) setAsking(null);
  }, [isOver]);
  if (!isAllowed(caller, "session:intervene")) {
    return (
      <p className="text-text2">
        {i18n._("You can observe. Your role does not let you send notes or take over.")}
      </p>
    );
  }
  if (isOver)
    return (
      <p className="text-text2">{i18n._("The interview has ended. No actions are available.")}</p>
    );
  const person = personWords(profile);
  const isMine = takenOverBy !== null && takenOverBy === caller?.user.id;
  const failed = takeOver.error ?? handBack.error ?? end.error;
  return (
    <div className="grid gap-5">
      {isMine ? (
        <Say sessionId={sessionId} person={person} />
      ) : (
        <LeaveNote sessionId={sessionId} person={person} />
      )}
      {takenOverBy !== null && !isMine ? (
        <Note tone="clay" title={i18n._("Another team member has taken over.")}>
          {person.colleagueWrites}
        </Note>
      ) : null}
      {failed ? <Refusal problem={asProblem(failed)} /> : null}
      <div className="flex flex-wrap gap-2.5 border-t border-line pt-4">
        {isMine ? (
          <Button
            icon={<Icon of={Undo2} />}
            busy={handBack.isPending && i18n._("Handing back…")}
            onClick={() => handBack.mutate()}
          >
            {i18n._("Hand back")}
          </Button>
        ) : takenOverBy === null ? (
          <Button icon={<Icon of={Hand} />} onClick={() => setAsking("take-over")}>
            {i18n._("Take over")}
          </Button>
        ) : null}
        <Button look="danger" icon={<Icon of={OctagonX} />} onClick={() => setAsking("end")}>
          {i18n._("End interview")}
        </Button>
      </div>
      <Dialog
        isOpen={asking === "take-over"}
        onClose={() => setAsking(null)}
        title={i18n._("Take over this interview?")}
      >
        <p className="text-text2">{person.takeover}</p>
        <DialogActions>
          <Button onClick={() => setAsking(null)}>{i18n._("Keep observing")}</Button>
          <Button
            look="primary"
            busy={takeOver.isPending && i18n._("Taking over…")}
            onClick={() => {
              takeOver.mutate();
              setAsking(null);
            }}
          >
            {i18n._("Take over")}
          </Button>
        </DialogActions>
      </Dialog>
      <EndDialog
        person={person}
        isOpen={asking === "end"}
        onKeep={() => setAsking(null)}
        onEnd={(reason) => {
          end.mutate(reason);
          setAsking(null);
        }}
      />
    </div>
  );
}

interface WritingProps {
  sessionId: string;
  person: PersonWords;
}

function LeaveNote({ sessionId, person }: WritingProps) {
  const calls = useLiveApi();
  const [text, setText] = useState("");
  const [isNext, setNext] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const note = useMutation({
    mutationFn: () => calls.note(sessionId, text.trim(), isNext),
    onSuccess: () => {
      setText("");
      setNext(false);
    },
  });
  function send(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return setError(i18n._("Enter a note."));
    setError(null);
    note.mutate();
  }
  return (
    <form onSubmit={send} className="grid gap-3">
      <Field
        label={i18n._("Note to the interviewer")}
        hint={`${person.hidden} ${sendKeysHint()}`}
        error={error ?? (note.error ? refusalWords(asProblem(note.error)) : null)}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={submitByKey}
            className={inputLook}
          />
        )}
      </Field>
      <label className="flex items-start gap-2.5 py-1">
        <input
          type="checkbox"
          checked={isNext}
          onChange={(event) => setNext(event.target.checked)}
          className="mt-0.5 size-5"
        />
        <span>{i18n._("Ask this next, word for word")}</span>
      </label>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" type="submit" busy={note.isPending && i18n._("Sending…")}>
          {i18n._("Send note")}
        </Button>
        <span role="status" className="text-small text-text2">
          {note.isSuccess && !text ? i18n._("Note sent.") : ""}
        </span>
      </div>
    </form>
  );
}

function Say({ sessionId, person }: WritingProps) {
  const calls = useLiveApi();
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const say = useMutation({
    mutationFn: () => calls.say(sessionId, text.trim()),
    onSuccess: () => setText(""),
  });
  // The words are written where a note was a moment ago, so the keyboard goes with them.
  useEffect(() => box.current?.focus(), []);
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() && !say.isPending) say.mutate();
      }}
    >
      <Note tone="clay" title={i18n._("You have taken over.")}>
        {person.interviewerStopped}
      </Note>
      <Field
        label={person.message}
        hint={sendKeysHint()}
        error={say.error ? refusalWords(asProblem(say.error)) : null}
      >
        {(control) => (
          <textarea
            {...control}
            ref={box}
            rows={3}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={submitByKey}
            className={`${inputLook} font-voice text-voice`}
          />
        )}
      </Field>
      <div>
        <Button look="primary" type="submit" busy={say.isPending && i18n._("Sending…")}>
          {i18n._("Send message")}
        </Button>
      </div>
    </form>
  );
}

/** The log takes a word and no sentence, so that no name gets into it. */
const OTHER_REASONS = {
  get technical_trouble() {
    return i18n._("Technical problems");
  },
  get not_the_invited_person() {
    return i18n._("Not the person who was invited");
  },
  get something_else() {
    return i18n._("Other");
  },
};

interface EndDialogProps {
  person: PersonWords;
  isOpen: boolean;
  onKeep: () => void;
  onEnd: (reason: string) => void;
}

function EndDialog({ person, isOpen, onKeep, onEnd }: EndDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog isOpen={isOpen} onClose={onKeep} title={i18n._("End this interview?")}>
      <p className="text-text2">{person.end}</p>
      <div className="mt-4">
        <Field label={i18n._("Reason")} hint={person.hiddenReason}>
          {(control) => (
            <select
              {...control}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              className={inputLook}
            >
              <option value="">{i18n._("No reason given")}</option>
              <option value="asked_to_stop">{person.askedToStop}</option>
              {Object.entries(OTHER_REASONS).map(([word, name]) => (
                <option key={word} value={word}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <DialogActions>
        <Button onClick={onKeep}>{i18n._("Continue interview")}</Button>
        <Button look="danger" onClick={() => onEnd(reason)}>
          {i18n._("End interview")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  return <Note tone="rose" title={refusalWords(problem)} requestId={problem.body.requestId} />;
}

function refusalWords(problem: Problem): string {
  if (problem.code === "session_already_ended")
    return i18n._("The interview has ended, so nothing was changed.");
  if (problem.code === "taken_over_by_other") return i18n._("Another team member has taken over.");
  if (problem.code === "not_taken_over")
    return i18n._("You have not taken over, or you were away too long.");
  if (problem.status === 0)
    return i18n._("Vivavoce cannot be reached. Nothing was changed. Try again.");
  return problem.body.detail ?? i18n._("Nothing was changed. Try again.");
}
