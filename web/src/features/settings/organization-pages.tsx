import { i18n } from "@lingui/core";
import { CandidateEmails } from "./parts/candidate-emails";
import { CandidatePageRules } from "./parts/candidate-page-rules";
import { EmailLook } from "./parts/email-look";
import { EmbeddingRules } from "./parts/embedding-rules";
import { OrganizationPage } from "./parts/organization-page";

/** The color and the footer of the organization's e-mails. */
export function Branding() {
  return (
    <OrganizationPage
      title={i18n._("Branding")}
      under={i18n._("The color and the footer of your e-mails, with a preview.")}
      fields={["accentColor", "emailFooter"]}
    >
      {(fields) => <EmailLook {...fields} />}
    </OrganizationPage>
  );
}

/** What candidates read and may do on their own page, and which e-mails they get. */
export function CandidateRules() {
  return (
    <OrganizationPage
      title={i18n._("Candidates’ pages")}
      under={i18n._(
        "Every candidate has a page behind their link. There they see where things stand, correct what was misheard, manage their data, and can withdraw.",
      )}
      fields={["replyDays", "contactEmail", "voluntaryQuestions", "selectionGroupMinimum"]}
    >
      {(fields) => (
        <>
          <CandidatePageRules {...fields} />
          <CandidateEmails {...fields} />
        </>
      )}
    </OrganizationPage>
  );
}

/** Which pages of the organization may show the interview in a frame. */
export function Embedding() {
  return (
    <OrganizationPage
      title={i18n._("Embedding")}
      under={i18n._(
        "Pages of these origins can show the interview in a frame, with a token that your server asks for. Pages of other origins never can.",
      )}
      fields={["embedOrigins", "embedReplacesOtp"]}
    >
      {(fields) => <EmbeddingRules {...fields} />}
    </OrganizationPage>
  );
}
