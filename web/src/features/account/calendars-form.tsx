import { i18n } from "@lingui/core";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { NewStaffCalendar, StaffCalendar } from "@/shared/api/types";
import { fieldRefusal, tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import type { CalendarCalls } from "./calendars-calls";
import { listKinds } from "./calendars-words";

interface CalendarFormProps {
  calls: CalendarCalls;
  onConnected: (calendar: StaffCalendar) => void;
  onClose: () => void;
}

/** Connects a calendar: it is read first, and nothing is stored if that fails. */
export function CalendarForm({ calls, onConnected, onClose }: CalendarFormProps) {
  const [kind, setKind] = useState<NewStaffCalendar["kind"]>("ics");
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [userName, setUserName] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const account = kind === "caldav" ? { userName, password } : { userName: "", password: "" };
    try {
      onConnected(await calls.connect({ kind, name: name.trim(), url: url.trim(), ...account }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  const refusals = ["name", "url", "userName", "password"].map((field) =>
    fieldRefusal(problem, field),
  );
  return (
    <form onSubmit={submit} noValidate className="grid gap-4.5">
      <ChoiceList
        legend={i18n._("How is the calendar read?")}
        options={listKinds()}
        value={kind}
        onChange={(chosen) => setKind(chosen === "caldav" ? "caldav" : "ics")}
      />
      <TextField
        label={i18n._("Name")}
        hint={i18n._("For example: Work.")}
        value={name}
        onChange={setName}
        error={refusals[0]}
      />
      <TextField
        label={kind === "ics" ? i18n._("Secret address") : i18n._("Address of the server")}
        hint={
          kind === "ics"
            ? i18n._(
                "This address opens your calendar to every reader. It is stored encrypted and never shown again.",
              )
            : i18n._("Give the address of one calendar to read only that one.")
        }
        value={url}
        onChange={setUrl}
        error={refusals[1]}
      />
      {kind === "caldav" ? (
        <>
          <TextField
            label={i18n._("User name")}
            value={userName}
            onChange={setUserName}
            error={refusals[2]}
          />
          <TextField
            label={i18n._("App password")}
            hint={i18n._(
              "Not the password of your account: create one for Vivavoce, which you can revoke.",
            )}
            type="password"
            value={password}
            onChange={setPassword}
            error={refusals[3]}
          />
        </>
      ) : null}
      <Refusal problem={problem} isShown={!refusals.some(Boolean)} />
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={isBusy && i18n._("Reading the calendar…")}>
          {i18n._("Connect")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </form>
  );
}

function Refusal({ problem, isShown }: { problem: Problem | null; isShown: boolean }) {
  if (!problem || !isShown) return null;
  if (problem.status === 429) {
    return (
      <div role="alert">
        <Note tone="amber" title={tooManyTries(problem)} />
      </div>
    );
  }
  return <Failure problem={problem} what={i18n._("The calendar was not connected.")} />;
}

interface TextFieldProps {
  label: string;
  hint?: string;
  type?: "text" | "password";
  value: string;
  onChange: (value: string) => void;
  error: string | null | undefined;
}

function TextField({ label, hint, type = "text", value, onChange, error }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          type={type}
          autoComplete="off"
          spellCheck={false}
          className={inputLook}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
