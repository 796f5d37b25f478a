import { i18n } from "@lingui/core";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { Button, buttonLook } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { appointment } from "../appointment";
import { calendarFile } from "../calendar-file";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { SlotChoice } from "./slot-choice";
import { useAction } from "./use-action";

/** The appointment with its calendar file and another time; or, without one, a reminder. */
export function TimeChoice(props: PartProps) {
  const { stage } = props.page;
  // One component for both stages: what it says of a booking outlives the change of the stage.
  if (stage === "scheduled" || props.page.actions.includes("book")) {
    return <Appointment {...props} />;
  }
  return stage === "ready" ? <Reminder {...props} /> : null;
}

function Appointment({ token, page, calls, onChange }: PartProps) {
  const action = useAction();
  const [chosen, setChosen] = useState(() => fieldValue(new Date(page.startsAt ?? Date.now())));
  const [error, setError] = useState<string | null>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  async function save() {
    const at = timeIn(chosen);
    setError(at ? null : i18n._("Choose a day and a time."));
    if (!at) return;
    const isSaved = await action.run(async () =>
      onChange(await calls.reschedule(token, at.toISOString())),
    );
    setSavedAt(isSaved ? at.toISOString() : null);
  }
  const refusal = action.problem?.status === 422 ? action.problem.body.detail : null;
  return (
    <Section title={i18n._("Interview time")} problem={refusal ? null : action.problem}>
      {page.startsAt ? (
        <p>
          <CalendarLink
            page={page}
            token={token}
            at={page.startsAt}
            label={i18n._("Add to calendar")}
          />
        </p>
      ) : null}
      {page.actions.includes("book") ? (
        <SlotChoice token={token} page={page} calls={calls} onChange={onChange} />
      ) : null}
      {page.actions.includes("reschedule") ? (
        <form
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <h3>{i18n._("Choose another time")}</h3>
          <TimeField
            label={i18n._("New time")}
            hint={i18n._(
              "Any time between 15 minutes and 14 days from now. You will receive a new invitation.",
            )}
            error={error ?? refusal}
            value={chosen}
            onChange={setChosen}
          />
          <p>
            <Button size="large" type="submit" busy={action.isBusy && i18n._("Saving…")}>
              {i18n._("Save the new time")}
            </Button>
          </p>
        </form>
      ) : null}
      <p role="status" className="empty:hidden">
        {savedAt
          ? i18n._("Your interview is now scheduled for {at}.", {
              at: appointment(new Date(savedAt)),
            })
          : ""}
      </p>
    </Section>
  );
}

function Reminder({ token, page }: PartProps) {
  const [chosen, setChosen] = useState(tomorrowAtTen);
  const at = timeIn(chosen);
  return (
    <Section
      title={i18n._("Remind me later")}
      intro={i18n._(
        "This only adds a reminder to your calendar. You can start at any other time while the link is open.",
      )}
    >
      <TimeField
        label={i18n._("When should your calendar remind you?")}
        error={at ? null : i18n._("Choose a day and a time.")}
        value={chosen}
        onChange={setChosen}
      />
      {at ? (
        <p>
          <CalendarLink
            page={page}
            token={token}
            at={at.toISOString()}
            label={i18n._("Save the reminder")}
          />
        </p>
      ) : null}
    </Section>
  );
}

interface TimeFieldProps {
  label: string;
  hint?: string;
  error: string | null | undefined;
  value: string;
  onChange: (value: string) => void;
}

function TimeField({ label, hint, error, value, onChange }: TimeFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${inputLook} min-h-13 max-w-75`}
        />
      )}
    </Field>
  );
}

interface CalendarLinkProps {
  page: PartProps["page"];
  token: string;
  at: string;
  label: string;
}

function CalendarLink({ page, token, at, label }: CalendarLinkProps) {
  return (
    <a
      className={buttonLook("outline", "large")}
      download="interview.ics"
      href={calendarFile(page, at, `${window.location.origin}/interview/join/${token}`)}
    >
      <Icon of={CalendarPlus} /> {label}
    </a>
  );
}

function timeIn(text: string): Date | null {
  const at = new Date(text);
  return text && !Number.isNaN(at.getTime()) ? at : null;
}

function tomorrowAtTen(): string {
  const day = new Date(Date.now() + 86_400_000);
  day.setHours(10, 0);
  return fieldValue(day);
}

/** The value of a field of date and time, in the reader's own time zone. */
function fieldValue(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
