import { i18n } from "@lingui/core";
import { CircleHelp } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { LanguageChoice } from "@/shared/ui/language-choice";
import { Mark } from "@/shared/ui/mark";
import { Help } from "./help";

interface FrameProps {
  name: ReactNode;
  aside?: ReactNode;
  /** On a phone the page needs its height for something else than its head. */
  isCompact?: boolean;
  /** Whether the help about the interview belongs on this page. */
  hasHelp?: boolean;
  children: ReactNode;
}

/** The one column of every candidate page: whose interview it is, help, and the page. */
export function Frame({ name, aside, isCompact = false, hasHelp = true, children }: FrameProps) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    document.documentElement.dataset["room"] = "";
    return () => {
      delete document.documentElement.dataset["room"];
    };
  }, []);
  return (
    <div className="mx-auto flex min-h-dvh max-w-[68.75rem] flex-col px-4 pad:px-6">
      <header
        className={`flex flex-wrap items-center justify-between gap-x-4 py-2 pad:py-4 ${isCompact ? "phone:flex-nowrap phone:gap-x-2 phone:py-0.5! max-[15rem]:flex-wrap" : ""}`}
      >
        <p className="flex min-w-0 flex-[1_1_min(9rem,100%)] items-center gap-2.5 font-semibold">
          <Mark />
          <span
            className={`min-w-0 [overflow-wrap:anywhere] ${isCompact ? "phone:line-clamp-2 phone:text-[0.8125rem] phone:leading-tight" : ""}`}
          >
            {name}
          </span>
        </p>
        {aside ? (
          <div
            className={
              isCompact
                ? "shrink-0 text-small"
                : "order-last w-full pb-1 pl-10 text-small pad:order-none pad:w-auto pad:p-0"
            }
          >
            {aside}
          </div>
        ) : null}
        {hasHelp ? (
          <div className="text-small">
            <Button
              look="quiet"
              className={isCompact ? "phone:px-2" : ""}
              icon={<Icon of={CircleHelp} />}
              aria-haspopup="dialog"
              onClick={() => setHelpOpen(true)}
            >
              {i18n._("Help")}
            </Button>
          </div>
        ) : null}
      </header>
      <main
        className={`mx-auto w-full max-w-[41.25rem] flex-1 pt-4 pb-16 pad:pt-8 ${isCompact ? "low:pt-3! phone:max-w-none phone:pt-1! phone:pb-4!" : ""}`}
      >
        {children}
      </main>
      <footer className="py-4 text-center text-[0.8125rem] text-text3">
        <LanguageChoice />
        {i18n._("by Vivavoce")}
      </footer>
      <Help isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
