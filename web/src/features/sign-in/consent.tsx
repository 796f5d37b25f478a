import { i18n } from "@lingui/core";
import { useEffect, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { ConsentOffer } from "@/shared/api/types";
import { permissionName } from "@/shared/lib/permissions";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type ConsentCalls, consentCalls } from "./consent-calls";
import { Frame } from "./frame";

const ENDED = "consent_request_ended";

interface ConnectApplicationProps {
  request: string;
  calls?: ConsentCalls;
}

/** An application asks to act for a person, who sees who asks for what, and decides. */
export function ConnectApplication({ request, calls = consentCalls }: ConnectApplicationProps) {
  const [offer, setOffer] = useState<ConsentOffer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads again
  useEffect(() => {
    let isCurrent = true;
    setProblem(null);
    calls.read(request).then(
      (found) => isCurrent && setOffer(found),
      (error) => isCurrent && setProblem(asProblem(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [request, calls, round]);

  if (problem?.code === ENDED) return <Ended />;
  if (offer) {
    return (
      <Offer request={request} offer={offer} calls={calls} onEnded={(found) => setProblem(found)} />
    );
  }
  return (
    <Frame title={i18n._("Connect an application")}>
      <div className="mt-4">
        {problem ? (
          <Failure
            problem={problem}
            what={i18n._("The request did not open.")}
            onRetry={() => setRound(round + 1)}
          />
        ) : (
          <Skeleton rows={2} label={i18n._("Opening the request")} />
        )}
      </div>
    </Frame>
  );
}

function Ended() {
  return (
    <Frame title={i18n._("This request no longer works")}>
      <p className="mt-3 max-w-prose text-text2">
        {i18n._("A request works for 10 minutes. Start again in the application.")}
      </p>
    </Frame>
  );
}

interface OfferProps {
  request: string;
  offer: ConsentOffer;
  calls: ConsentCalls;
  onEnded: (problem: Problem) => void;
}

function Offer({ request, offer, calls, onEnded }: OfferProps) {
  const caller = useCaller();
  const [busy, setBusy] = useState<"allow" | "deny" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function decide(allow: boolean) {
    setBusy(allow ? "allow" : "deny");
    setProblem(null);
    try {
      calls.leave((await calls.decide(request, allow)).redirectUrl);
    } catch (error) {
      const found = asProblem(error);
      if (found.code === ENDED) onEnded(found);
      setProblem(found);
      setBusy(null);
    }
  }

  return (
    <Frame title={i18n._("Connect “{clientName}”?", { clientName: offer.clientName })}>
      <div className="mt-3 grid max-w-[32rem] gap-5">
        <p className="text-text2">
          {caller
            ? i18n._("It asks to act in your name ({email}) at {organization}.", {
                email: caller.user.email,
                organization: offer.organization,
              })
            : i18n._("It asks to act in your name at {organization}.", {
                organization: offer.organization,
              })}
        </p>
        <section>
          <h2>{i18n._("It may then")}</h2>
          <ul className="mt-2 list-disc pl-5">
            {offer.permissions.map((permission) => (
              <li key={permission}>{permissionName(permission)}</li>
            ))}
          </ul>
        </section>
        <Note tone="amber" title={i18n._("The name is what the application calls itself.")}>
          {offer.redirectHost
            ? i18n._("It is not verified. After your decision, you are sent to {redirectHost}.", {
                redirectHost: offer.redirectHost,
              })
            : i18n._("It is not verified. The application is on this computer.")}{" "}
          {i18n._("Allow it only if you have just asked it to connect.")}
        </Note>
        {problem ? (
          <Failure problem={problem} what={i18n._("Your decision was not saved.")} />
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button
            look="primary"
            busy={busy === "allow" && i18n._("Connecting…")}
            disabled={busy !== null}
            onClick={() => decide(true)}
          >
            {i18n._("Allow")}
          </Button>
          <Button
            busy={busy === "deny" && i18n._("Refusing…")}
            disabled={busy !== null}
            onClick={() => decide(false)}
          >
            {i18n._("Do not allow")}
          </Button>
        </div>
        <p className="text-small text-text3">
          {i18n._("You can disconnect it at any time in Settings, Applications.")}
        </p>
      </div>
    </Frame>
  );
}
