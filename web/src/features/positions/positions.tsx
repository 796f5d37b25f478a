import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Columns3, Plus } from "lucide-react";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import type { Position } from "@/shared/api/types";
import { useArrival, useTitle } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Empty } from "@/shared/ui/states";
import { assessedOf, standings } from "./counts";
import { usePositions } from "./queries";

/** Every position, how its interviews stand, and the ways to compare and to begin another. */
export function Positions() {
  const heading = useArrival("positions");
  useTitle(i18n._("Positions · Vivavoce"));
  const found = usePositions();
  const mayCreate = useIsAllowed("interview:create");
  const [words, setWords] = useState("");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Positions")}
      </h1>
      <p className="mt-1.5 text-text2">{i18n._("How the interviews of each position stand.")}</p>
      <div className="mt-6">
        <Loaded of={found} what={i18n._("The positions")} rows={5}>
          {({ data, isComplete }) => {
            if (data.length === 0) {
              return (
                <Empty title={i18n._("No positions yet")}>
                  <p>{i18n._("A position appears here with its first interview.")}</p>
                  {mayCreate ? (
                    <p className="mt-4">
                      <Link to="/interviews/new" className={buttonLook("primary")}>
                        <Icon of={Plus} small /> {i18n._("New interview")}
                      </Link>
                    </p>
                  ) : null}
                </Empty>
              );
            }
            const shown = data.filter((each) => hasWords(each.position, words));
            return (
              <>
                {data.length > 5 ? (
                  <label className="mb-4 block max-w-96">
                    <span className="sr-only">{i18n._("Search positions")}</span>
                    <input
                      type="search"
                      value={words}
                      placeholder={i18n._("Search positions")}
                      onChange={(event) => setWords(event.target.value)}
                      className={inputLook}
                    />
                  </label>
                ) : null}
                <p role="status" className="sr-only">
                  {words
                    ? i18n._("{count, plural, one {# position} other {# positions}}", {
                        count: shown.length,
                      })
                    : ""}
                </p>
                <ul className="border-t border-line">
                  {shown.map((each) => (
                    <PositionRow key={each.position} position={each} mayCreate={mayCreate} />
                  ))}
                </ul>
                {shown.length === 0 ? (
                  <p className="mt-4 text-text2">{i18n._("No position found.")}</p>
                ) : null}
                {isComplete ? null : (
                  <p className="mt-4 text-small text-text3">
                    {i18n._(
                      "These are the {count} positions that changed last. Find older ones in the list of interviews.",
                      { count: data.length },
                    )}
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
  const assessed = assessedOf(counts);
  return (
    <li className="grid items-center gap-x-6 gap-y-2 border-b border-line py-4 desk:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h2 className="text-[1.0625rem] [overflow-wrap:anywhere]">
          <Link
            data-row
            to="/positions/overview"
            search={{ position: position.position }}
            className="text-text"
          >
            {position.position}
          </Link>
        </h2>
        <p className="text-small text-text2">
          {i18n._("{total, plural, one {# interview} other {# interviews}}", { total })}
          {standings(counts).map((part) => (
            <span key={part}> · {part}</span>
          ))}
        </p>
        <p className="text-small text-text3">
          {i18n._("Last change")} <time dateTime={position.lastChangedAt}>{exactly(changed)}</time>
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {assessed > 0 ? (
          <Link
            to="/compare"
            search={{ position: position.position }}
            aria-label={i18n._("Compare candidates for {position}", {
              position: position.position,
            })}
            className={buttonLook("outline", "small")}
          >
            <Icon of={Columns3} small /> {i18n._("Compare ({assessed})", { assessed })}
          </Link>
        ) : null}
        {mayCreate ? (
          <Link
            to="/interviews/new"
            search={{ position: position.position }}
            aria-label={i18n._("New interview for {position}", { position: position.position })}
            className={buttonLook("outline", "small")}
          >
            <Icon of={Plus} small /> {i18n._("New interview")}
          </Link>
        ) : null}
      </div>
    </li>
  );
}
