import { Link } from "@tanstack/react-router";
import { Columns3, Plus } from "lucide-react";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import type { InterviewState, Position } from "@/shared/api/types";
import { useArrival, useTitle } from "@/shared/lib/page";
import { count, exactly } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Empty } from "@/shared/ui/states";
import { usePositions } from "./queries";

/** Every position, how its interviews stand, and the ways to compare and to begin another. */
export function Positions() {
  const heading = useArrival("positions");
  useTitle("Positions · Vivavoce");
  const found = usePositions();
  const mayCreate = useIsAllowed("interview:create");
  const [words, setWords] = useState("");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Positions
      </h1>
      <p className="mt-1.5 text-text2">How the interviews of each position stand.</p>
      <div className="mt-6">
        <Loaded of={found} what="The positions" rows={5}>
          {({ data, isComplete }) => {
            if (data.length === 0) {
              return (
                <Empty title="No positions yet">
                  A position appears here with its first interview.
                </Empty>
              );
            }
            const shown = data.filter((each) => hasWords(each.position, words));
            return (
              <>
                {data.length > 5 ? (
                  <label className="mb-4 block max-w-96">
                    <span className="sr-only">Search positions</span>
                    <input
                      type="search"
                      value={words}
                      placeholder="Search positions"
                      onChange={(event) => setWords(event.target.value)}
                      className={inputLook}
                    />
                  </label>
                ) : null}
                <p role="status" className="sr-only">
                  {words ? count(shown.length, "position") : ""}
                </p>
                <ul className="border-t border-line">
                  {shown.map((each) => (
                    <PositionRow key={each.position} position={each} mayCreate={mayCreate} />
                  ))}
                </ul>
                {shown.length === 0 ? <p className="mt-4 text-text2">No position found.</p> : null}
                {isComplete ? null : (
                  <p className="mt-4 text-small text-text3">
                    These are the {data.length} positions that changed last. Find older ones in the
                    list of interviews.
                  </p>
                )}
              </>
            );
          }}
        </Loaded>
      </div>
    </>
  );
}

function hasWords(position: string, words: string): boolean {
  return position.toLowerCase().includes(words.trim().toLowerCase());
}

function PositionRow({ position, mayCreate }: { position: Position; mayCreate: boolean }) {
  const { counts, total } = position;
  const changed = new Date(position.lastChangedAt);
  const assessed = (counts["ASSESSMENT_PENDING"] ?? 0) + (counts["ASSESSMENT_APPROVED"] ?? 0);
  return (
    <li className="grid items-center gap-x-6 gap-y-2 border-b border-line py-4 desk:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h2 className="text-[1.0625rem] [overflow-wrap:anywhere]">
          <Link to="/interviews" search={{ position: position.position }} className="text-text">
            {position.position}
          </Link>
        </h2>
        <p className="text-small text-text2">
          {count(total, "interview")}
          {standings(counts).map((part) => (
            <span key={part}> · {part}</span>
          ))}
        </p>
        <p className="text-small text-text3">
          Last change <time dateTime={position.lastChangedAt}>{exactly(changed)}</time>
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {assessed > 0 ? (
          <Link
            to="/compare"
            search={{ position: position.position }}
            aria-label={`Compare candidates for ${position.position}`}
            className={buttonLook("outline", "small")}
          >
            <Icon of={Columns3} small /> Compare ({assessed})
          </Link>
        ) : null}
        {mayCreate ? (
          <Link
            to="/interviews/new"
            search={{ position: position.position }}
            aria-label={`New interview for ${position.position}`}
            className={buttonLook("outline", "small")}
          >
            <Icon of={Plus} small /> New interview
          </Link>
        ) : null}
      </div>
    </li>
  );
}

const STANDINGS: { name: string; states: InterviewState[] }[] = [
  { name: "to decide", states: ["ASSESSMENT_PENDING"] },
  { name: "plan to approve", states: ["PENDING"] },
  { name: "details needed", states: ["INFO_NEEDED"] },
  { name: "being prepared", states: ["RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"] },
  { name: "invited", states: ["APPROVED", "SCHEDULED"] },
  { name: "in progress", states: ["IN_PROGRESS"] },
  { name: "being assessed", states: ["COMPLETED"] },
  { name: "assessment approved", states: ["ASSESSMENT_APPROVED"] },
  { name: "closed", states: ["REJECTED", "CANCELLED"] },
];

/** How many interviews stand where; what nobody is at is left out. */
function standings(counts: Position["counts"]): string[] {
  return STANDINGS.flatMap(({ name, states }) => {
    const amount = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    return amount > 0 ? [`${amount} ${name}`] : [];
  });
}
