import { CircleHelp } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Mark } from "@/shared/ui/mark";
import { Help } from "./help";

interface FrameProps {
  name: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** The one column of every candidate page: whose interview it is, help, and the page. */
export function Frame({ name, aside, children }: FrameProps) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    document.documentElement.dataset["room"] = "";
    return () => {
      delete document.documentElement.dataset["room"];
    };
  }, []);
  return (
    <div className="mx-auto flex min-h-dvh max-w-[68.75rem] flex-col px-4 pad:px-6">
      <header className="flex flex-wrap items-center justify-between gap-x-4 py-2 pad:py-4">
        <p className="flex min-w-0 flex-1 items-center gap-2.5 font-semibold">
          <Mark />
          <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
        </p>
        {aside ? (
          <div className="order-last w-full pb-1 pl-10 text-small pad:order-none pad:w-auto pad:p-0">
            {aside}
          </div>
        ) : null}
        <div className="text-small">
          <Button
            look="quiet"
            icon={<Icon of={CircleHelp} />}
            aria-haspopup="dialog"
            onClick={() => setHelpOpen(true)}
          >
            Help
          </Button>
        </div>
      </header>
      <main className="mx-auto w-full max-w-[41.25rem] flex-1 pt-4 pb-16 pad:pt-8">{children}</main>
      <footer className="py-4 text-center text-[0.8125rem] text-text3">by Vivavoce</footer>
      <Help isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
