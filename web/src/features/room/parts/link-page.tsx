import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import type { Problem } from "@/shared/api/problem";
import { useArrival } from "@/shared/lib/page";
import { Failure, Skeleton } from "@/shared/ui/states";

/** A page at the candidate link that leads no further: what is so, and what one can do. */
export function LinkPage({ title, children }: { title: string; children: ReactNode }) {
  const heading = useArrival(title);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div className="mt-3 grid gap-4 text-[1.05em] text-text2">{children}</div>
    </>
  );
}

export function Opening() {
  return (
    <>
      <h1 className="sr-only">{i18n._("Your interview")}</h1>
      <Skeleton rows={3} label={i18n._("Loading your invitation")} />
    </>
  );
}

export function LinkUnreachable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <LinkPage title={i18n._("Your invitation did not load")}>
      <Failure
        problem={problem}
        what={i18n._("Your invitation is still valid.")}
        onRetry={onRetry}
      />
    </LinkPage>
  );
}

/** The way to the candidate's own page, from wherever the link leads. */
export function OwnPageLink({ token, children }: { token: string; children: ReactNode }) {
  return (
    <p>
      <a className="inline-block py-2.5" href={`/interview/status/${token}`}>
        {children}
      </a>
    </p>
  );
}
