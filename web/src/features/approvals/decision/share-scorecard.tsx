import { i18n } from "@lingui/core";
import { Printer } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ScorecardLink } from "@/shared/api/types";
import { dayOf } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { DownloadButton } from "@/shared/ui/download-button";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { useCalls } from "../calls";
import { InvitationLink } from "../parts/invitation-link";
import { useRevokeScorecardLink, useScorecardLinks, useShareScorecard } from "./queries";

/** A page of the scorecard for a hiring manager, who needs no account, and for paper. */
export function ShareScorecard({ interviewId }: { interviewId: string }) {
  const [isShown, setShown] = useState(false);
  const calls = useCalls();
  const links = useScorecardLinks(interviewId, isShown);
  const share = useShareScorecard(interviewId);
  const revoke = useRevokeScorecardLink(interviewId);
  const error = share.error ?? revoke.error ?? links.error;
  const url = share.data?.url;
  const open = (links.data?.data ?? []).filter(isOpen);
  return (
    <details className="px-1" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary className="min-h-11 py-2.5 font-[550] text-text2">
        {i18n._("Share or print")}
      </summary>
      <p className="text-small text-text3">
        {i18n._(
          "Anyone with the link can read the scorecard for 7 days, without an account. Each opening is recorded.",
        )}
      </p>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3">
        <DownloadButton
          read={() => calls.scorecardFile(interviewId)}
          fileName="scorecard.pdf"
          failure={i18n._("The scorecard was not downloaded.")}
        >
          {i18n._("Download as PDF")}
        </DownloadButton>
        {url ? (
          <>
            <InvitationLink link={url} label={i18n._("The link to share. It is shown once.")} />
            <a href={url} target="_blank" rel="noreferrer" className={buttonLook("outline")}>
              <Icon of={Printer} small /> {i18n._("Open to print or save as PDF")}
            </a>
          </>
        ) : (
          <Button
            busy={share.isPending && i18n._("Creating…")}
            onClick={() => share.mutate(undefined)}
          >
            {i18n._("Create a link")}
          </Button>
        )}
        {error ? (
          <Failure
            problem={asProblem(error)}
            what={i18n._("That did not work.")}
            onRetry={() => void links.refetch()}
          />
        ) : null}
        {open.length > 0 ? (
          <ul className="grid gap-1 text-small">
            {open.map((link) => (
              <li key={link.linkId} className="flex items-center justify-between gap-2">
                <span className="min-w-0 text-text2">
                  {i18n._(
                    "{count, plural, one {{name}, until {day}, opened # time} other {{name}, until {day}, opened # times}}",
                    {
                      name: link.createdBy,
                      day: dayOf(new Date(link.expiresAt)),
                      count: link.timesOpened,
                    },
                  )}
                </span>
                <Button
                  size="small"
                  look="danger"
                  onClick={() => {
                    if (link.linkId === share.data?.linkId) share.reset();
                    revoke.mutate(link.linkId);
                  }}
                >
                  {i18n._("Revoke")}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </details>
  );
}

function isOpen({ revokedAt, expiresAt }: ScorecardLink): boolean {
  return revokedAt === null && new Date(expiresAt) > new Date();
}
