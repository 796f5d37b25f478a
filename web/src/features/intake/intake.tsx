import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import { count } from "@/shared/lib/words";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { shownDrafts } from "./drafts";
import { Known } from "./parts/known";
import { TheDrafts } from "./parts/the-drafts";
import { useDoing, useDrafts, useIntake } from "./queries";
import type { Intake } from "./shapes";
import { hasTalkBegun, isTalkOpen, isTalkOver, stateWords } from "./words";

const ROOT = { to: "/intake", name: "Intake" } as const;

interface IntakePageProps {
  id: string;
  /** The talk itself; the app hands it in, because it is the room's. */
  talk: (sessionId: string, hasBegun: boolean) => ReactNode;
}

/** A talk with whoever hires, and what is written from it. */
export function IntakePage({ id, talk }: IntakePageProps) {
  const found = useIntake(id);
  if (found.data) return <Opened intake={found.data} talk={talk} />;
  return (
    <>
      <PageHead root={ROOT} trail={["Talk"]} title="Intake" documentTitle="Intake" />
      <div className="mt-6">
        {!found.error ? (
          <Skeleton rows={5} label="Loading the intake" />
        ) : asProblem(found.error).status === 404 ? (
          <Note title="There is no intake at this address.">
            It may belong to somebody else, or have been deleted.
          </Note>
        ) : (
          <Failure
            problem={asProblem(found.error)}
            what="The intake did not load."
            onRetry={() => found.refetch()}
          />
        )}
      </div>
    </>
  );
}

function Opened({ intake, talk }: { intake: Intake; talk: IntakePageProps["talk"] }) {
  const drafts = useDrafts(intake.intakeId);
  const shown = shownDrafts(drafts.data ?? []);
  const title = intake.title || "A role without a name yet";
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[title]}
        title={title}
        documentTitle={`${title}, intake`}
        under={[intake.manager.name, stateWords(intake.state)].filter(Boolean).join(" · ")}
      />
      <div className="mt-6 grid items-start gap-9 wide:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] wide:gap-11">
        <div className="min-w-0">
          <section aria-label="The talk">{talkOf(intake, talk)}</section>
          <Known concepts={intake.concepts} />
        </div>
        <div className="min-w-0">
          {drafts.error && !drafts.data ? (
            <Failure
              problem={asProblem(drafts.error)}
              what="The drafts did not load. The talk is not touched by it."
              onRetry={() => drafts.refetch()}
            />
          ) : (
            <TheDrafts
              intakeId={intake.intakeId}
              shown={shown}
              isTalkOver={isTalkOver(intake.state)}
            />
          )}
          <Template
            intakeId={intake.intakeId}
            accepted={shown.filter((each) => each.readable?.isAccepted).length}
            of={shown.length}
          />
        </div>
      </div>
    </>
  );
}

function talkOf(intake: Intake, talk: IntakePageProps["talk"]): ReactNode {
  if (isTalkOver(intake.state)) {
    return (
      <Note tone="clay" title="The talk is over.">
        The drafts are written from what was said, and can be written again.
      </Note>
    );
  }
  if (!isTalkOpen(intake.state)) {
    return (
      <Note tone="tide" title="The talk is being prepared.">
        It opens here by itself.
      </Note>
    );
  }
  return talk(intake.sessionId, hasTalkBegun(intake.state));
}

interface TemplateProps {
  intakeId: string;
  accepted: number;
  of: number;
}

function Template({ intakeId, accepted, of }: TemplateProps) {
  const make = useDoing(intakeId, (calls, _: undefined) => calls.template(intakeId));
  return (
    <section className="mt-7 border-t border-line pt-5">
      <h2>A template for interviews</h2>
      <p className="mt-1 max-w-prose text-text2">
        {accepted < of
          ? `${accepted} of ${count(of, "draft")} accepted. A template is made from accepted drafts.`
          : "All drafts are accepted. New interviews for this role can begin from them."}
      </p>
      <div className="mt-3 grid justify-items-start gap-3">
        {make.isSuccess ? (
          <Note tone="clay" title="The template is made.">
            New interviews for this role can begin from it.
          </Note>
        ) : (
          <ConfirmButton
            aria-disabled={accepted === 0 || undefined}
            busy={make.isPending && "Making it…"}
            question="Make a template from these drafts?"
            meaning={`It is made from ${accepted === of ? "all" : `the ${accepted} accepted`} of the ${count(of, "draft")}, with their words as they are now.`}
            confirmLook="primary"
            keep="Not yet"
            confirm="Make it"
            onConfirm={() => make.mutate(undefined)}
          >
            Make a template
          </ConfirmButton>
        )}
        {make.error ? (
          <Failure problem={asProblem(make.error)} what="The template was not made." />
        ) : null}
      </div>
    </section>
  );
}
