import { i18n } from "@lingui/core";
import { EmailLook } from "./parts/email-look";
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
