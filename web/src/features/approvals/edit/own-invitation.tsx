import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useIsAllowed } from "@/shared/api/caller";
import type { EmailText } from "@/shared/api/types";
import { Note } from "@/shared/ui/note";
import { useEmailTexts } from "../queries";

const PLAN_MESSAGE = "{{PLAN_MESSAGE}}";
const BASE_LANGUAGE = "en";

/** Says that the invitation e-mail does not have the plan's message, where the organization wrote its own. */
export function OwnInvitation({ language }: { language: string }) {
  const mayRead = useIsAllowed("tenant:read");
  const mayChange = useIsAllowed("tenant:update");
  const texts = useEmailTexts(mayRead).data;
  if (!mayRead) {
    return (
      <p className="text-small text-text3">
        {i18n._(
          "If your organization wrote its own invitation e-mail, candidates receive that text instead.",
        )}
      </p>
    );
  }
  const own = texts && invitationIn(texts, language);
  if (!own?.isOwn || own.body.includes(PLAN_MESSAGE)) return null;
  return (
    <Note tone="amber" title={i18n._("Candidates do not receive this invitation.")}>
      {i18n._("Your organization wrote its own invitation e-mail, which replaces it.")}{" "}
      {mayChange ? (
        <Link to="/settings/emails" search={{ kind: "invitation", language: own.language }}>
          {i18n._("Change the invitation e-mail")}
        </Link>
      ) : (
        i18n._("An administrator of your organization can change it.")
      )}
    </Note>
  );
}

/** The invitation in a language, such as that of "de" for "de-AT"; without one, an e-mail is in English. */
export function invitationIn(texts: EmailText[], language: string): EmailText | undefined {
  const parts = language.toLowerCase().replaceAll("_", "-").split("-");
  const tags = [
    ...parts.map((_, cut) => parts.slice(0, parts.length - cut).join("-")),
    BASE_LANGUAGE,
  ];
  const invitations = texts.filter(({ kind }) => kind === "invitation");
  const tag = tags.find((each) => invitations.some((text) => text.language.toLowerCase() === each));
  return invitations.find((text) => text.language.toLowerCase() === tag);
}
