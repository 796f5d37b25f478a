import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import { count } from "@/shared/lib/words";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { shownDrafts } from "./drafts";
import { DraftsPanel } from "./parts/drafts-panel";
import { Topics } from "./parts/topics";
import { useDrafts, useIntake, useIntakeMutation } from "./queries";
import type { Intake } from "./shapes";
import { hasInterviewStarted, isInterviewOpen, isInterviewOver, stateWords } from "./words";

const ROOT = { to: "/intake", name: "Intake" } as const;

interface IntakePageProps {
  id: string;
  /** The interview itself; the app hands it in, because it is the room's. */
  room: (sessionId: string, hasBegun: boolean) => ReactNode;
}

/** An interview with the hiring manager, and what is written from it. */
export function IntakePage({ id, room }: IntakePageProps) {
  const found = useIntake(id);
  if (found.data) return <Opened intake={found.data} room={room} />;
  return (
    <>
      <PageHead root={ROOT} trail={["Interview"]} title="Intake" documentTitle="Intake" />
      <div className="mt-6">
        {!found.error ? (
          <Skeleton rows={5} label="Loading the intake" />
        ) : asProblem(found.error).status === 404 ? (
          <Note title="There is no intake at this address.">
            It may have been deleted, or you may not have access to it.
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

function Opened({ intake, room }: { intake: Intake; room: IntakePageProps["room"] }) {
  const drafts = useDrafts(intake.intakeId);
  const shown = shownDrafts(drafts.data ?? []);
  const title = intake.title || "Untitled role";
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
          <section aria-label="Interview">{interviewOf(intake, room)}</section>
          <Topics concepts={intake.concepts} />
        </div>
        <div className="min-w-0">
          {drafts.error && !drafts.data ? (
            <Failure
              problem={asProblem(drafts.error)}
              what="The drafts did not load. The interview is not affected."
              onRetry={() => drafts.refetch()}
            />
          ) : (
            <DraftsPanel
              intakeId={intake.intakeId}
              shown={shown}
              isInterviewOver={isInterviewOver(intake.state)}
            />
          )}
          <Template
            intakeId={intake.intakeId}
            accepted={
              shown.filter((each) => each.versions.some((draft) => draft.isAccepted)).length
            }
            of={shown.length}
          />
        </div>
      </div>
    </>
  );
}

function interviewOf(intake: Intake, room: IntakePageProps["room"]): ReactNode {
  if (isInterviewOver(intake.state)) {
    return (
      <Note tone="clay" title="The interview is complete.">
        The drafts are written from the answers. You can have each draft rewritten.
      </Note>
    );
  }
  if (!isInterviewOpen(intake.state)) {
    return (
      <Note tone="tide" title="The interview is being prepared.">
        It will open here.
      </Note>
    );
  }
  return room(intake.sessionId, hasInterviewStarted(intake.state));
}

interface TemplateProps {
  intakeId: string;
  accepted: number;
  of: number;
}

function Template({ intakeId, accepted, of }: TemplateProps) {
  const make = useIntakeMutation(intakeId, (calls, _: undefined) => calls.template(intakeId));
  return (
    <section className="mt-7 border-t border-line pt-5">
      <h2>Interview template</h2>
      <p className="mt-1 max-w-prose text-text2">
        {accepted < of
          ? `${accepted} of ${count(of, "draft")} accepted. A template is created from accepted drafts.`
          : "All drafts are accepted. You can create a template for this role from them."}
      </p>
      <div className="mt-3 grid justify-items-start gap-3">
        {make.isSuccess ? (
          <Note tone="clay" title="Template created.">
            You can use it for new interviews for this role.{" "}
            <Link to="/templates/$id" params={{ id: make.data.templateId }}>
              Open the template
            </Link>
          </Note>
        ) : (
          <ConfirmButton
            aria-disabled={accepted === 0 || undefined}
            busy={make.isPending && "Creating…"}
            question="Create a template from these drafts?"
            meaning={`It uses the accepted versions of ${accepted === of ? "all" : `${accepted} of the`} ${count(of, "draft")}.`}
            confirmLook="primary"
            keep="Cancel"
            confirm="Create template"
            onConfirm={() => make.mutate(undefined)}
          >
            Create template
          </ConfirmButton>
        )}
        {make.error ? (
          <Failure problem={asProblem(make.error)} what="The template was not created." />
        ) : null}
      </div>
    </section>
  );
}
