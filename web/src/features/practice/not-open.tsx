import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useArrival } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";

/** The room cannot be entered: the draft was not approved, it has ended, or it belongs to another account. */
export function PracticeNotOpen({ sessionId }: { sessionId: string }) {
  const heading = useArrival("not-open");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("You cannot open this practice interview")}
      </h1>
      <p className="mt-3 text-text2">
        {i18n._("It may have ended, or its draft was not approved. Your answers are saved.")}
      </p>
      <p className="mt-6 flex flex-wrap gap-3">
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId }}
          className={buttonLook("primary", "large")}
        >
          {i18n._("View review")}
        </Link>
        <Link to="/practice" className={buttonLook("outline", "large")}>
          {i18n._("New practice interview")}
        </Link>
      </p>
    </>
  );
}
