import { i18n } from "@lingui/core";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useRoomKind } from "../kind";
import { TextVersion } from "./text-version";

interface ConsentAskProps {
  consent: { text: string; version: string };
  onChoice: (accepted: boolean) => void;
}

/** Agreement asked for in the room, for those who did not come by the candidate link. */
export function ConsentAsk({ consent, onChoice }: ConsentAskProps) {
  const { whole } = useRoomKind();
  return (
    <section className="mt-8" aria-labelledby="consent-title">
      <h2 id="consent-title">{i18n._("Consent")}</h2>
      <div className="mt-3 border-y border-line py-4 whitespace-pre-line text-text2">
        {consent.text}
      </div>
      <p className="mt-2 text-small text-text3">
        <TextVersion version={consent.version} />
      </p>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button look="primary" size="large" onClick={() => onChoice(true)}>
          {i18n._("I agree, continue")}
        </Button>
        <ConfirmButton
          size="large"
          question={i18n._("End {whole} without agreeing?", { whole })}
          meaning={i18n._(
            "If you do not agree, {whole} ends and you cannot open this page again. Nothing has been recorded.",
            { whole },
          )}
          keep={i18n._("Read it again")}
          confirm={i18n._("End without agreeing")}
          onConfirm={() => onChoice(false)}
        >
          {i18n._("I do not agree")}
        </ConfirmButton>
      </div>
    </section>
  );
}
