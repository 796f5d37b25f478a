import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";

interface TwoColumnsProps {
  /** What is done next, if it stands above all else on a narrow screen. */
  first?: ReactNode;
  side: ReactNode;
  children: ReactNode;
  /** What is read last: on narrow screens below the decision. */
  after?: ReactNode;
}

/** What is read, and beside it what is decided; on narrow screens one after the other. */
export function TwoColumns({ first, children, side, after }: TwoColumnsProps) {
  const decision = useHeadingTakesFocus<HTMLElement>();
  const next = useHeadingTakesFocus<HTMLDivElement>();
  if (first) {
    return (
      <div className="mt-6 grid items-start gap-x-11 gap-y-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:grid-rows-[auto_1fr]">
        <div ref={next} className="min-w-0 wide:col-start-2">
          {first}
        </div>
        <div className="min-w-0 wide:col-start-1 wide:row-span-2 wide:row-start-1">{children}</div>
        <aside aria-label={i18n._("About this interview")} className="min-w-0 wide:col-start-2">
          {side}
        </aside>
      </div>
    );
  }
  return (
    <div className="mt-6 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:grid-rows-[auto_1fr] wide:gap-x-11">
      <div className="min-w-0">{children}</div>
      <aside
        ref={decision}
        id="decision"
        aria-label={i18n._("Your decision")}
        className="min-w-0 wide:sticky wide:top-6 wide:row-span-2 wide:-m-1.5 wide:max-h-[calc(100dvh-3rem)] wide:overflow-y-auto wide:p-1.5"
      >
        {side}
      </aside>
      {after ? <div className="min-w-0 wide:col-start-1">{after}</div> : null}
    </div>
  );
}

export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-card border border-line bg-surface p-5">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Leads past what is read to what is decided, where they do not stand side by side. */
export function DecisionLink({ children }: { children?: string | undefined }) {
  return (
    <a
      href="#decision"
      className={`${buttonLook(children ? "primary" : "outline")} mt-4 max-pad:w-full wide:hidden`}
    >
      {children ?? i18n._("Go to decision")}
    </a>
  );
}
