import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { count } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Empty, Skeleton } from "@/shared/ui/states";
import { StatusLine } from "@/shared/ui/status-line";
import { useCounts, useDemoLink } from "../queries";

/** An empty queue: all done, or, where nothing was decided yet, the way to begin. */
export function EmptyQueue({ onTests }: { onTests: () => void }) {
  const counts = useCounts();
  if (counts.isPending) return <Skeleton rows={3} label="Loading the queue" />;
  const decided = counts.data?.counts["ASSESSMENT_APPROVED"] ?? 0;
  const tests = (
    <Button look="quiet" onClick={onTests}>
      Show tests
    </Button>
  );
  if (counts.data && decided === 0) {
    return (
      <>
        <FirstRun />
        <p className="mt-3">{tests}</p>
      </>
    );
  }
  return (
    <Empty title="Nothing needs your attention">
      {decided > 0 ? `${count(decided, "interview")} decided so far. ` : ""}New items appear here
      automatically.
      <div className="mt-4">{tests}</div>
    </Empty>
  );
}

function FirstRun() {
  const link = useDemoLink().data;
  return (
    <div className="max-w-[48rem]">
      <h2 className="font-voice text-[1.75rem] leading-tight font-normal tracking-[-0.012em] pad:text-[2.25rem]">
        No interviews yet
      </h2>
      <p className="mt-3 max-w-prose text-[1.0625rem] text-text2">
        When an interview needs a decision, it appears here automatically. To try the whole process,
        take a demo interview yourself. It needs no API key and no network.
      </p>
      <div className="mt-5 mb-6 max-w-[32rem]">
        <StatusLine state="ready" />
      </div>
      <ol className="border-t border-line">
        {link ? (
          <Step
            number={1}
            title="Take the demo interview"
            action={
              <a className={buttonLook("primary")} href={link} target="_blank" rel="noreferrer">
                Start demo interview <Icon of={ArrowRight} small />
              </a>
            }
          >
            The demo interview is already approved. The six-digit code arrives in the{" "}
            <Link to="/settings/mailbox">local mailbox</Link>.
          </Step>
        ) : (
          <Step number={1} title="Run a demo interview">
            <Code>vivavoce demo</Code> plays a complete interview in a terminal, and{" "}
            <Code>vivavoce demo --me</Code> interviews you. In a checkout, the commands are{" "}
            <Code>make demo</Code> and <Code>make talk</Code>.
          </Step>
        )}
        <Step number={2} title="Decide on the assessment">
          The assessment appears here a few seconds after the last answer.
        </Step>
        <Step
          number={3}
          title="Create a real interview"
          action={
            <Link className={buttonLook(link ? "outline" : "primary")} to="/interviews/new">
              New interview
            </Link>
          }
        >
          Paste a job text and add the candidate. You approve the questions before the candidate is
          invited. Your own systems can use the <a href="/api/docs">API</a>.
        </Step>
      </ol>
      {link ? (
        <p className="mt-5 text-small text-text3">
          To watch instead, run <Code>vivavoce demo</Code>, or <Code>make demo</Code> in a checkout.
          It plays a complete interview in a terminal.
        </p>
      ) : null}
    </div>
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
