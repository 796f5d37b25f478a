import { i18n } from "@lingui/core";
import { CandidateEmails } from "./parts/candidate-emails";
import { CandidatePageRules } from "./parts/candidate-page-rules";
import { OrganizationPage } from "./parts/organization-page";

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
