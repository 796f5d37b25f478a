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
      <h2 id="time-zone">Time zone</h2>
      <div className="mt-4">
        <Loaded of={me} what="Your time zone" rows={1}>
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
        label="Your time zone"
        hint={`Type a city to search. Leave empty for ${withoutOwn(card.organizationTimeZone)}`}
        value={zone}
        error={refused}
        onChange={(chosen) => {
          setZone(chosen);
          setSaved(false);
        }}
      />
      {problem && !refused ? (
        <Failure problem={problem} what="The time zone was not saved." />
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" busy={isBusy && "Saving…"}>
          Save time zone
        </Button>
        <p role="status" className="text-small text-text2">
          {isSaved ? "Saved." : ""}
        </p>
      </div>
    </form>
  );
}

function withoutOwn(organization: string): string {
  if (organization) return `your organization’s time zone, ${organization}.`;
  return "the time zone of this browser.";
}
