import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { sentence } from "@/shared/ui/sentence";
import { Empty, Skeleton } from "@/shared/ui/states";
import { StatusLine } from "@/shared/ui/status-line";
import { useCounts, useDemoLink } from "../queries";
import { WhatIsSetUp } from "./what-is-set-up";

/** An empty queue: all done, or, where nothing was decided yet, the way to begin. */
export function EmptyQueue({ onTests }: { onTests: () => void }) {
  const counts = useCounts();
  const demo = useDemoLink();
  if (counts.isPending || demo.isPending) {
    return <Skeleton rows={3} label={i18n._("Loading the queue")} />;
  }
  const decided = counts.data?.counts["ASSESSMENT_APPROVED"] ?? 0;
  const live = counts.data?.counts["IN_PROGRESS"] ?? 0;
  const begun = (counts.data?.total ?? 0) - (demo.data ? 1 : 0);
  const tests = (
    <Button look="quiet" onClick={onTests}>
      {i18n._("Show tests")}
    </Button>
  );
  if (counts.data && begun <= 0) {
    return (
      <>
        <FirstRun link={demo.data ?? null} />
        <p className="mt-3 -ml-4">{tests}</p>
      </>
    );
  }
  return (
    <Empty title={i18n._("Nothing needs your attention")}>
      {decided > 0
        ? i18n._(
            "{decided, plural, one {# interview decided so far.} other {# interviews decided so far.}}",
            { decided },
          )
        : ""}{" "}
      {i18n._("New items appear here automatically.")}
      {live > 0 ? (
        <p className="mt-1">
          {sentence(
            (at) =>
              i18n._(
                "{live, plural, one {# interview is under way now: {dashboard}.} other {# interviews are under way now: {dashboard}.}}",
                { live, ...at },
              ),
            { dashboard: <Link to="/live">{i18n._("watch live")}</Link> },
          )}
        </p>
      ) : null}
      <div className="mt-4">{tests}</div>
    </Empty>
  );
}

function FirstRun({ link }: { link: string | null }) {
  const mayInvite = useIsAllowed("user:manage");
  const steps = link ? 3 : 2;
  return (
    <div className="max-w-[48rem]">
      <h2 className="font-voice text-[1.75rem] leading-tight font-normal tracking-[-0.012em] pad:text-[2.25rem]">
        {i18n._("No interviews yet")}
      </h2>
      <p className="mt-3 max-w-prose text-[1.0625rem] text-text2">
        {i18n._("When an interview needs a decision, it appears here automatically.")}{" "}
        {link
          ? i18n._(
              "To try the whole process, take a demo interview yourself. It needs no API key and no network.",
            )
          : ""}
      </p>
      <div className="mt-5 mb-6 max-w-[32rem]">
        <StatusLine state="ready" />
      </div>
      <ol className="border-t border-line">
        {link ? <DemoStep link={link} /> : <OwnStep number={1} />}
        <Step number={2} title={i18n._("Decide on the assessment")}>
          {i18n._("The assessment appears here a few seconds after the last answer.")}
        </Step>
        {link ? <OwnStep number={3} /> : null}
        {mayInvite ? <TeamStep number={steps + 1} /> : null}
      </ol>
      {link ? (
        <p className="mt-5 text-small text-text3">
          {sentence(
            (at) =>
              i18n._(
                "To watch instead, run {demo}, or {makeDemo} in a checkout. It plays a complete interview in a terminal.",
                at,
              ),
            { demo: <Code>vivavoce demo</Code>, makeDemo: <Code>make demo</Code> },
          )}
        </p>
      ) : null}
      <WhatIsSetUp />
    </div>
  );
}

function DemoStep({ link }: { link: string }) {
  return (
    <Step
      number={1}
      title={i18n._("Take the demo interview")}
      action={
        <a className={buttonLook("primary")} href={link} target="_blank" rel="noreferrer">
          {i18n._("Start demo interview")} <Icon of={ArrowRight} small />
        </a>
      }
    >
      {sentence(
        (at) =>
          i18n._(
            "The demo interview is already approved. The six-digit code arrives in the {mailbox}.",
            at,
          ),
        { mailbox: <Link to="/settings/mailbox">{i18n._("local mailbox")}</Link> },
      )}
    </Step>
  );
}

/** The way to an interview of one's own: the first step where there is no demo to take. */
function OwnStep({ number }: { number: number }) {
  return (
    <Step
      number={number}
      title={number === 1 ? i18n._("Create an interview") : i18n._("Create a real interview")}
      action={
        <Link className={buttonLook(number === 1 ? "primary" : "outline")} to="/interviews/new">
          {i18n._("New interview")}
        </Link>
      }
    >
      {sentence(
        (at) =>
          i18n._(
            "Paste a job text and add the candidate. You approve the questions before the candidate is invited. Your own systems can use the {api}.",
            at,
          ),
        { api: <a href="/api/docs">API</a> },
      )}
    </Step>
  );
}

/** Who administers an organization is not alone in it for long. */
function TeamStep({ number }: { number: number }) {
  return (
    <Step
      number={number}
      title={i18n._("Invite your team")}
      action={
        <Link className={buttonLook("outline")} to="/settings/people">
          {i18n._("Invite people")}
        </Link>
      }
    >
      {i18n._("Recruiters approve plans and decide. Hiring managers describe what a role needs.")}
    </Step>
  );
}

interface StepProps {
  number: number;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}

function Step({ number, title, action, children }: StepProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line py-4.5">
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-full border border-edge font-[550]"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="text-[1.0625rem]">{title}</h3>
        <p className="text-text2">{children}</p>
      </div>
      {action ? <div className="w-full pl-14 pad:w-auto pad:pl-0">{action}</div> : null}
    </li>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono [overflow-wrap:anywhere]">{children}</code>;
}
