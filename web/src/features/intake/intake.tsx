import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
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

const ROOT = {
  to: "/intake",
  get name() {
    return i18n._("Intake");
  },
} as const;

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
      <PageHead
        root={ROOT}
        trail={[i18n._("Interview")]}
        title={i18n._("Intake")}
        documentTitle={i18n._("Intake")}
      />
      <div className="mt-6">
        {!found.error ? (
          <Skeleton rows={5} label={i18n._("Loading the intake")} />
        ) : asProblem(found.error).status === 404 ? (
          <Note title={i18n._("There is no intake at this address.")}>
            {i18n._("It may have been deleted, or you may not have access to it.")}
          </Note>
        ) : (
          <Failure
            problem={asProblem(found.error)}
            what={i18n._("The intake did not load.")}
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
  const title = intake.title || i18n._("Untitled role");
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[title]}
        title={title}
        documentTitle={i18n._("{title}, intake", { title })}
        under={[intake.manager.name, stateWords(intake.state)].filter(Boolean).join(" · ")}
      />
      <div className="mt-6 grid items-start gap-9 wide:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] wide:gap-11">
        <div className="min-w-0">
          <section aria-label={i18n._("Interview")}>{interviewOf(intake, room)}</section>
          <Topics concepts={intake.concepts} />
        </div>
        <div className="min-w-0">
          {drafts.error && !drafts.data ? (
            <Failure
              problem={asProblem(drafts.error)}
              what={i18n._("The drafts did not load. The interview is not affected.")}
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
            made={intake.templateId}
          />
        </div>
      </div>
    </>
  );
}

function interviewOf(intake: Intake, room: IntakePageProps["room"]): ReactNode {
  if (isInterviewOver(intake.state)) {
    return (
      <Note tone="clay" title={i18n._("The interview is complete.")}>
        {i18n._("The drafts are written from the answers. You can have each draft rewritten.")}
      </Note>
    );
  }
  if (!isInterviewOpen(intake.state)) {
    return (
      <Note tone="tide" title={i18n._("The interview is being prepared.")}>
        {i18n._("It will open here.")}
      </Note>
    );
  }
  return room(intake.sessionId, hasInterviewStarted(intake.state));
}

interface TemplateProps {
  intakeId: string;
  accepted: number;
  of: number;
  /** The newest template that was made of this intake, also on an earlier visit. */
  made: string | null | undefined;
}

function Template({ intakeId, accepted, of, made }: TemplateProps) {
  const make = useIntakeMutation(intakeId, (calls, _: undefined) => calls.template(intakeId));
  const newest = make.data?.templateId ?? made;
  return (
    <section className="mt-7 border-t border-line pt-5">
      <h2>{i18n._("Interview template")}</h2>
      <p className="mt-1 max-w-prose text-text2">
        {accepted < of
          ? i18n._(
              "{of, plural, one {{accepted} of # draft accepted. A template is created from accepted drafts.} other {{accepted} of # drafts accepted. A template is created from accepted drafts.}}",
              { accepted, of },
            )
          : i18n._("All drafts are accepted. You can create a template for this role from them.")}
      </p>
      <div className="mt-3 grid justify-items-start gap-3">
        {newest ? (
          <Note tone="clay" title={i18n._("Template created.")}>
            {i18n._("You can use it for new interviews for this role.")}{" "}
            <Link to="/templates/$id" params={{ id: newest }}>
              {i18n._("Open the template")}
            </Link>
          </Note>
        ) : null}
        {make.isSuccess ? null : (
          <ConfirmButton
            aria-disabled={accepted === 0 || undefined}
            busy={make.isPending && i18n._("Creating…")}
            question={i18n._("Create a template from these drafts?")}
            meaning={
              accepted === of
                ? i18n._(
                    "{of, plural, one {It uses the accepted versions of all # draft.} other {It uses the accepted versions of all # drafts.}}",
                    { of },
                  )
                : i18n._(
                    "{of, plural, one {It uses the accepted versions of {accepted} of the # draft.} other {It uses the accepted versions of {accepted} of the # drafts.}}",
                    { accepted, of },
                  )
            }
            confirmLook="primary"
            keep={i18n._("Cancel")}
            confirm={i18n._("Create template")}
            onConfirm={() => make.mutate(undefined)}
          >
            {made ? i18n._("Create another template") : i18n._("Create template")}
          </ConfirmButton>
        )}
        {make.error ? (
          <Failure problem={asProblem(make.error)} what={i18n._("The template was not created.")} />
        ) : null}
      </div>
    </section>
  );
}
