import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { dayOf } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useLeaderboard } from "./queries";
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
      <p className="mt-1.5 text-text2">
        {i18n._(
          "Each person's best practice score in your organization. Job interviews are not included.",
        )}
      </p>
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
    if (leaders.data.entries.length === 0) {
      return (
        <Empty title={i18n._("No scores yet")}>
          <p>
            {i18n._(
              "Completed practice interviews with a score appear here if your organization shares them.",
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
      <div className="overflow-x-auto">
        <table className="w-full text-left">
          <thead className="border-b border-line text-small text-text3">
            <tr>
              <th className="py-2 pr-4 font-[550]">{i18n._("Rank")}</th>
              <th className="py-2 pr-4 font-[550]">{i18n._("Name")}</th>
              <th className="py-2 pr-4 font-[550]">{i18n._("Score")}</th>
              <th className="py-2 pr-4 font-[550]">{i18n._("Interview")}</th>
              <th className="hidden py-2 font-[550] pad:table-cell">{i18n._("Date")}</th>
            </tr>
          </thead>
          <tbody>
            {leaders.data.entries.map((one) => (
              <tr key={one.session_id} className="border-b border-line">
                <td className="py-3 pr-4 font-mono">{one.rank}</td>
                <td className="py-3 pr-4 font-[550] [overflow-wrap:break-word]">
                  {one.display_name}
                  {one.is_you ? (
                    <span className="font-normal text-text2"> {i18n._("(you)")}</span>
                  ) : null}
                </td>
                <td className="py-3 pr-4">{Math.round(one.overall_score)}</td>
                <td className="py-3 pr-4">
                  {[kindName(one.interview_type), one.target_role].filter(Boolean).join(", ")}
                </td>
                <td className="hidden py-3 text-text2 pad:table-cell">
                  {dayOf(new Date(one.completed_at))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
}
