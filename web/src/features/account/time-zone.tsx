import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMe } from "@/shared/api/me";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { CallerCard } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { TimeZoneField } from "@/shared/ui/time-zone-field";
import type { AccountCalls } from "./calls";

/** The time zone in which a person reads times. */
export function TimeZone({ calls }: { calls: AccountCalls }) {
  const me = useMe(calls.me);
  return (
    <section aria-labelledby="time-zone">
      <h2 id="time-zone">{i18n._("Time zone")}</h2>
      <div className="mt-4">
        <Loaded of={me} what={i18n._("Your time zone")} rows={1}>
          {(card) => <TimeZoneForm card={card} calls={calls} />}
        </Loaded>
      </div>
    </section>
  );
}

function TimeZoneForm({ card, calls }: { card: CallerCard; calls: AccountCalls }) {
  const [zone, setZone] = useState(card.timeZone);
  const [isBusy, setBusy] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const queries = useQueryClient();
  const refused = fieldRefusal(problem, "timeZone");

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setSaved(false);
    setProblem(null);
    try {
      await calls.changeTimeZone(zone.trim());
      await queries.invalidateQueries({ queryKey: ["me"] });
      setSaved(true);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4.5">
      <TimeZoneField
        label={i18n._("Your time zone")}
        hint={hintOf(card.organizationTimeZone)}
        value={zone}
        error={refused}
        onChange={(chosen) => {
          setZone(chosen);
          setSaved(false);
        }}
      />
      {problem && !refused ? (
        <Failure problem={problem} what={i18n._("The time zone was not saved.")} />
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" busy={isBusy && i18n._("Saving…")}>
          {i18n._("Save time zone")}
        </Button>
        <p role="status" className="text-small text-text2">
          {isSaved ? i18n._("Saved.") : ""}
        </p>
      </div>
    </form>
  );
}

function hintOf(organization: string): string {
  if (!organization) {
    return i18n._("Type a city to search. Leave empty for the time zone of this browser.");
  }
  return i18n._(
    "Type a city to search. Leave empty for your organization’s time zone, {organization}.",
    { organization },
  );
}
