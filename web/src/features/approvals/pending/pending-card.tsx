import { i18n } from "@lingui/core";
import { useEffect, useRef } from "react";
import type { Entry } from "./outbox";
import { doing } from "./words";

/** In place of the form while its decision is on its way. */
export function PendingCard({ entry }: { entry: Entry }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section className="rounded-card border border-line bg-surface p-5">
      <h2 ref={heading} tabIndex={-1}>
        {doing(entry.decision)}
      </h2>
      <p className="mt-1 text-text2">
        {entry.stage.at === "held"
          ? i18n._(
              "Nothing has been sent yet. Select Undo to change your decision; your text is kept.",
            )
          : i18n._("Sending…")}
      </p>
    </section>
  );
}
