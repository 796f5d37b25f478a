import { i18n } from "@lingui/core";
import { EmbeddingRules } from "./parts/embedding-rules";
import { OrganizationPage } from "./parts/organization-page";

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
