import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX } from "lucide-react";
import type { AtsCall } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Status } from "@/shared/ui/status";

/** The last calls between a system and Vivavoce; open while the newest one was refused. */
export function AtsCalls({ calls }: { calls: AtsCall[] }) {
  if (calls.length === 0)
    return <p className="mt-4 text-small text-text3">{i18n._("No calls yet")}</p>;
  const errors = calls.filter((call) => !call.isSuccessful).length;
  return (
    <details className="mt-4" open={calls[0]?.isSuccessful === false}>
      <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
        {errors
          ? i18n._(
              "The last {calls, plural, one {# call} other {# calls}}, {errors, plural, one {# error} other {# errors}}",
              { calls: calls.length, errors },
            )
          : i18n._("The last {calls, plural, one {# call} other {# calls}}", {
              calls: calls.length,
            })}
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
        {call.direction === "received" ? i18n._("It called") : i18n._("Vivavoce called")}{" "}
        <code>{call.operation}</code>{" "}
        {call.isSuccessful ? (
          <Status icon={CircleCheck} tone="leaf">
            {i18n._("Accepted")}
          </Status>
        ) : (
          <Status icon={CircleX} tone="rose">
            {call.error ?? i18n._("Not accepted")}
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
              {i18n._("Interview")}
            </Link>
          </>
        ) : null}
      </p>
    </li>
  );
}
