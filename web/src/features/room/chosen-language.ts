import { useEffect } from "react";
import type { InvitationCard } from "@/shared/api/types";
import { chosenLanguage, languageFor, useLanguage } from "@/shared/i18n/language";
import type { CandidateLinkCalls } from "./calls";

/** Send the language that the candidate chose, so that the consent text and the e-mails follow it. */
export function useChosenLanguage(
  token: string,
  card: InvitationCard | null,
  calls: Pick<CandidateLinkCalls, "chooseLanguage">,
  onCard: (card: InvitationCard) => void,
): void {
  const language = useLanguage();
  const known = card?.language;
  useEffect(() => {
    if (known === undefined || chosenLanguage() !== language) return;
    if (languageFor(known) === language) return;
    calls.chooseLanguage(token, language).then(onCard, () => {
      // The pages speak it nevertheless; the next visit sends it again.
    });
  }, [token, known, language, calls, onCard]);
}
