import type { ReactNode } from "react";
import { useArrival, useTitle } from "@/shared/lib/page";
import { LanguageChoice } from "@/shared/ui/language-choice";
import { Mark } from "@/shared/ui/mark";
import { Illustration } from "./illustration";

interface FrameProps {
  title: string;
  /** Changes with each step of the page, so that the heading is read again. */
  step?: string;
  children: ReactNode;
}

/** The page of a person who is not signed in: the name, a heading, one form. */
export function Frame({ title, step = title, children }: FrameProps) {
  const heading = useArrival(step);
  useTitle(`${title} · Vivavoce`);
  return (
    <div className="grid min-h-dvh desk:grid-cols-[minmax(24rem,36%)_minmax(0,1fr)]">
      <main className="flex min-w-0 flex-col justify-center px-5 py-10 pad:px-16 desk:px-18">
        <p className="flex items-center gap-2.5 font-voice text-[1.625rem]">
          <Mark /> Vivavoce
        </p>
        <h1 ref={heading} tabIndex={-1} className="mt-6 [overflow-wrap:anywhere]">
          {title}
        </h1>
        {children}
        <div className="mt-10 -ml-2 flex text-small">
          <LanguageChoice />
        </div>
      </main>
      <Illustration />
    </div>
  );
}
