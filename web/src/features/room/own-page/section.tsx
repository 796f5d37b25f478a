import { i18n } from "@lingui/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { Problem } from "@/shared/api/problem";
import { Failure } from "@/shared/ui/states";

interface SectionProps {
  title: string;
  intro?: string;
  problem?: Problem | null;
  /** The address of the page leads to this part: it begins here. */
  isWanted?: boolean;
  children: ReactNode;
}

/** One part of the page under a hairline: its heading, a sentence, and what can be done. */
export function Section({ title, intro, problem, isWanted = false, children }: SectionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isWanted) heading.current?.focus();
  }, [isWanted]);
  return (
    <section className="mt-10 border-t border-line pt-6">
      <h2 ref={heading} tabIndex={isWanted ? -1 : undefined}>
        {title}
      </h2>
      {intro ? <p className="mt-1 text-text2">{intro}</p> : null}
      <div className="mt-4 grid gap-4">
        {children}
        {problem ? (
          <Failure problem={problem} what={i18n._("That did not work. Please try again.")} />
        ) : null}
      </div>
    </section>
  );
}
