import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Columns3, Plus } from "lucide-react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { PositionOverview } from "@/shared/api/types";
import { useStops } from "@/shared/lib/stops";
import { exactly } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { PageHead } from "@/shared/ui/page-head";
import { Empty } from "@/shared/ui/states";
import { assessedOf, standings } from "./counts";
import { PositionFacts } from "./parts/position-facts";
import { PositionInterviews } from "./parts/position-interviews";
import { QuestionSets } from "./parts/question-sets";
import { usePosition } from "./queries";

const ROOT = {
  to: "/positions",
  get name() {
    return i18n._("Positions");
  },
} as const;

/** One position: what it asks for, the questions in use, and how its interviews stand. */
export function PositionPage({ position }: { position: string }) {
  const found = usePosition(position);
  const isUnknown =
    position === "" || (found.error !== null && asProblem(found.error).status === 404);
  const title = position || i18n._("Position");
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[title]}
        title={title}
        documentTitle={i18n._("{title}, position", { title })}
        under={found.data ? <Counts position={found.data} /> : null}
        aside={found.data ? <Actions position={found.data} /> : null}
      />
      <div className="mt-6">
        {isUnknown ? (
          <Empty title={i18n._("There are no interviews for this position")}>
            <p>{i18n._("A position appears here with its first interview.")}</p>
            <p className="mt-4">
              <Link to="/positions" className={buttonLook("primary")}>
                {i18n._("View positions")}
              </Link>
            </p>
          </Empty>
        ) : (
          <Loaded of={found} what={i18n._("The details of the position")} rows={6}>
            {(loaded) => <Shown position={loaded} />}
          </Loaded>
        )}
      </div>
    </>
  );
}

function Counts({ position }: { position: PositionOverview }) {
  const { counts, total, lastChangedAt } = position;
  return (
    <>
      {[
        i18n._("{total, plural, one {# interview} other {# interviews}}", { total }),
        ...standings(counts),
      ].join(" · ")}
      <span className="block text-small text-text3">
        {i18n._("Last change")}{" "}
        <time dateTime={lastChangedAt}>{exactly(new Date(lastChangedAt))}</time>
      </span>
    </>
  );
}

function Actions({ position: { position, counts } }: { position: PositionOverview }) {
  const mayCreate = useIsAllowed("interview:create");
  const assessed = assessedOf(counts);
  return (
    <div className="flex flex-wrap gap-2.5">
      {assessed > 0 ? (
        <Link to="/compare" search={{ position }} className={buttonLook("outline")}>
          <Icon of={Columns3} small /> {i18n._("Compare ({assessed})", { assessed })}
        </Link>
      ) : null}
      {mayCreate ? (
        <Link to="/interviews/new" search={{ position }} className={buttonLook("primary")}>
          <Icon of={Plus} small /> {i18n._("New interview for this position")}
        </Link>
      ) : null}
    </div>
  );
}

function Shown({ position }: { position: PositionOverview }) {
  const { jobDescription, companyDescription } = position.facts;
  useStops();
  return (
    <div className="grid items-start gap-9 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:gap-11">
      <div className="min-w-0">
        <QuestionSets position={position} />
        <PositionInterviews position={position.position} />
      </div>
      <section className="min-w-0 max-wide:-order-1">
        <h2>{i18n._("Facts")}</h2>
        <PositionFacts position={position} />
        <Text title={i18n._("Job text")} text={jobDescription} />
        <Text title={i18n._("About the company")} text={companyDescription} />
      </section>
    </div>
  );
}

/** A long text, folded; nothing where there is none. */
function Text({ title, text }: { title: string; text: string | null }) {
  if (!text) return null;
  return (
    <details className="mt-2">
      <summary className="min-h-11 py-2.5 font-[550]">{title}</summary>
      <p className="whitespace-pre-line text-small text-text2 [overflow-wrap:anywhere]">{text}</p>
    </details>
  );
}
