import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX } from "lucide-react";
import type { AtsCall } from "@/shared/api/types";
import { count, exactly } from "@/shared/lib/words";
import { Status } from "@/shared/ui/status";

/** The last calls between a system and Vivavoce; open while the newest one was refused. */
export function AtsCalls({ calls }: { calls: AtsCall[] }) {
  if (calls.length === 0) return <p className="mt-4 text-small text-text3">No calls yet</p>;
  const errors = calls.filter((call) => !call.isSuccessful).length;
  return (
    <details className="mt-4" open={calls[0]?.isSuccessful === false}>
      <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
        The last {count(calls.length, "call")}
        {errors ? `, ${count(errors, "error")}` : ""}
      </summary>
      <ol className="mt-1 border-t border-line">
        {calls.map((call) => (
          <Row key={`${call.at} ${call.operation}`} call={call} />
        ))}
      </ol>
    </details>
  );
}

function Row({ call }: { call: AtsCall }) {
  return (
    <li className="border-b border-line py-2.5 text-small [overflow-wrap:anywhere]">
      <p>
        {call.direction === "received" ? "It called" : "Vivavoce called"}{" "}
        <code>{call.operation}</code>{" "}
        {call.isSuccessful ? (
          <Status icon={CircleCheck} tone="leaf">
            Accepted
          </Status>
        ) : (
          <Status icon={CircleX} tone="rose">
            {call.error ?? "Not accepted"}
          </Status>
        )}
      </p>
      <p className="text-text3">
        {exactly(new Date(call.at))}
        {call.interviewId ? (
          <>
            {" "}
            ·{" "}
            <Link to="/interviews/$id" params={{ id: call.interviewId }}>
              Interview
            </Link>
          </>
        ) : null}
      </p>
    </li>
  );
}
