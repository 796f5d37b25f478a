import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useRoomKind } from "../kind";

interface ConsentAskProps {
  consent: { text: string; version: string };
  onChoice: (accepted: boolean) => void;
}

/** Agreement asked for in the room, for those who did not come by the candidate link. */
export function ConsentAsk({ consent, onChoice }: ConsentAskProps) {
  const { whole } = useRoomKind();
  return (
    <section className="mt-8" aria-labelledby="consent-title">
      <h2 id="consent-title">Consent</h2>
      <div className="mt-3 border-y border-line py-4 whitespace-pre-line text-text2">
        {consent.text}
      </div>
      <p className="mt-2 text-small text-text3">Version {consent.version}</p>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button look="primary" size="large" onClick={() => onChoice(true)}>
          I agree, continue
        </Button>
        <ConfirmButton
          size="large"
          question={`End ${whole} without agreeing?`}
          meaning={`If you do not agree, ${whole} ends and you cannot open this page again. Nothing has been recorded.`}
          keep="Read it again"
          confirm="End without agreeing"
          onConfirm={() => onChoice(false)}
        >
          I do not agree
        </ConfirmButton>
      </div>
    </section>
  );
}
