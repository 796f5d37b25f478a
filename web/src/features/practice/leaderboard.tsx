import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { dayOf } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useLeaderboard } from "./queries";
import type { Leaders } from "./shapes";
import { kindName } from "./words";

/** Each person's best practice score in the organization. Job interviews are not included. */
export function Leaderboard() {
  const leaders = useLeaderboard();
  const heading = useArrival("leaderboard");
  useTitle(`${i18n._("Leaderboard")} · Vivavoce`);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Leaderboard")}
      </h1>
      {leaders.data ? (
        <p className="mt-1.5 text-text2">{whoAppears(leaders.data.listing_policy)}</p>
      ) : null}
      <div className="mt-6">{content()}</div>
    </>
  );

  function content() {
    if (leaders.error) {
      return (
        <Failure
          problem={asProblem(leaders.error)}
          what={i18n._("The leaderboard did not load.")}
          onRetry={() => leaders.refetch()}
        />
      );
    }
    if (!leaders.data) return <Skeleton rows={5} label={i18n._("Loading the leaderboard")} />;
    if (leaders.data.listing_policy === "off") {
      return (
        <Empty title={i18n._("The leaderboard is off")}>
          <p>{i18n._("An administrator can turn it on in the settings of the organization.")}</p>
        </Empty>
      );
    }
    if (leaders.data.entries.length === 0) {
      return (
        <Empty title={i18n._("No scores yet")}>
          <p>
            {i18n._(
              "To appear here, choose “Show my score on the leaderboard” when you set up a practice interview.",
            )}
          </p>
          <p className="mt-4">
            <Link to="/practice" className={buttonLook("outline")}>
              {i18n._("Start practice")}
            </Link>
          </p>
        </Empty>
      );
    }
    return (
      <table className="w-full max-w-[60rem] text-left">
        <thead className="border-b border-line text-small text-text3">
          <tr>
            <th className="w-12 py-2 pr-3 pl-2 font-[550]">{i18n._("Rank")}</th>
            <th className="py-2 pr-4 font-[550]">{i18n._("Name")}</th>
            <th className="hidden py-2 pr-4 font-[550] pad:table-cell">{i18n._("Interview")}</th>
            <th className="hidden py-2 pr-4 font-[550] pad:table-cell">{i18n._("Date")}</th>
            <th className="py-2 pr-2 text-right font-[550]">{i18n._("Score")}</th>
          </tr>
        </thead>
        <tbody>
          {leaders.data.entries.map((one) => (
            <Row key={one.session_id} entry={one} />
          ))}
        </tbody>
      </table>
    );
  }
}

/** Whose scores are counted, as the organization set it. */
function whoAppears(policy: Leaders["listing_policy"]): string {
  const best = i18n._("The best practice score of each person. Job interviews are not included.");
  switch (policy) {
    case "opt_in":
      return `${best} ${i18n._("Only people who choose to show their score appear.")}`;
    case "off":
      return i18n._("Your organization does not use a leaderboard.");
  }
}

/** On a phone, what was practiced stands under the name, so that the score is in sight. */
function Row({ entry }: { entry: Leaders["entries"][number] }) {
  const interview = [kindName(entry.interview_type), entry.target_role].filter(Boolean).join(", ");
  const day = dayOf(new Date(entry.completed_at));
  return (
    <tr className={`border-b border-line align-baseline ${entry.is_you ? "bg-sunken" : ""}`}>
      <td className="py-3 pr-3 pl-2 font-mono">{entry.rank}</td>
      <td className="py-3 pr-4 [overflow-wrap:anywhere]">
        <span className="font-[550]">{entry.display_name}</span>
        {entry.is_you ? <span className="text-text2"> {i18n._("(you)")}</span> : null}
        <span className="mt-0.5 block text-small text-text2 pad:hidden">
          {interview} · <span className="whitespace-nowrap">{day}</span>
        </span>
      </td>
      <td className="hidden py-3 pr-4 [overflow-wrap:anywhere] pad:table-cell">{interview}</td>
      <td className="hidden py-3 pr-4 whitespace-nowrap text-text2 pad:table-cell">{day}</td>
      <td className="py-3 pr-2 text-right font-mono">{Math.round(entry.overall_score)}</td>
    </tr>
  );
}
