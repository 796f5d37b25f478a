import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ModelCertificate } from "@/shared/api/types";
import { dayOf } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Empty } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { CERTIFICATES, useOperationsCalls } from "./calls";
import { OperatorPage } from "./operator-page";
import { isUnderWay, Qualification } from "./qualification";
import { costWord, figureWord } from "./words";

const SHOWN = 4;
const RENEW_MS = 3_000;

/** The valid certificates and the newest ones: what a reader compares first. */
export function chooseCertificates(certificates: ModelCertificate[]): ModelCertificate[] {
  return certificates.filter((each, place) => each.status === "valid" || place < SHOWN);
}

/** What the models of this installation showed in their qualification, side by side. */
export function Models() {
  const calls = useOperationsCalls();
  const found = useQuery({
    queryKey: CERTIFICATES,
    queryFn: calls.certificates,
    refetchInterval: ({ state }) => isUnderWay(state.data?.qualification) && RENEW_MS,
  });
  return (
    <OperatorPage
      title={i18n._("Models")}
      under={i18n._(
        "A model scores interviews only with a valid certificate. Without one, the built-in rules score, and each scorecard says so.",
      )}
    >
      <Loaded of={found} what={i18n._("The certificates")}>
        {({ configuredModel, mayScore, reason, certificates, qualification }) => (
          <>
            <Note
              tone={mayScore ? "tide" : configuredModel === null ? "plain" : "amber"}
              title={
                mayScore
                  ? i18n._("{configuredModel} may score.", { configuredModel })
                  : i18n._("The built-in rules score.")
              }
            >
              {mayScore
                ? null
                : configuredModel === null
                  ? i18n._("No language model is configured.")
                  : reason}
            </Note>
            <Qualification model={configuredModel} newest={qualification} />
            {certificates.length === 0 ? (
              <div className="mt-6">
                <Empty title={i18n._("No model has been qualified yet")}>
                  {configuredModel === null
                    ? i18n._(
                        "A qualification shows what a model can do. Set LLM_BASE_URL and LLM_MODEL to use one; then qualify it here.",
                      )
                    : i18n._(
                        "A qualification shows what the configured model can do. The command “vivavoce qualify” on the server does the same.",
                      )}
                </Empty>
              </div>
            ) : (
              <Certificates certificates={certificates} />
            )}
          </>
        )}
      </Loaded>
    </OperatorPage>
  );
}

function Certificates({ certificates }: { certificates: ModelCertificate[] }) {
  const [areAllShown, setAllShown] = useState(false);
  const chosen = chooseCertificates(certificates);
  const hidden = certificates.length - chosen.length;
  return (
    <>
      <Comparison certificates={areAllShown ? certificates : chosen} />
      {hidden > 0 ? (
        <Button
          look="quiet"
          className="mt-4"
          aria-expanded={areAllShown}
          onClick={() => setAllShown(!areAllShown)}
        >
          {areAllShown
            ? i18n._("Show only valid and recent ones")
            : i18n._(
                "{hidden, plural, one {Show # older certificate} other {Show # older certificates}}",
                { hidden },
              )}
        </Button>
      ) : null}
    </>
  );
}

function Comparison({ certificates }: { certificates: ModelCertificate[] }) {
  const rows = certificates[0]?.properties ?? [];
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="w-full border-collapse text-left align-top">
        <caption className="sr-only">
          {i18n._("Certificates side by side, the newest first")}
        </caption>
        <thead>
          <tr className="border-b border-line align-top">
            <th scope="col" className="py-2 pr-4 text-small font-normal text-text3">
              {i18n._("Property")}
            </th>
            {certificates.map((each) => (
              <th key={each.id} scope="col" className="min-w-44 py-2 pr-4 font-normal">
                <Head certificate={each} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className="border-b border-line align-top">
              <th scope="row" className="py-2.5 pr-4 font-[550]">
                {row.title}
              </th>
              {certificates.map((each) => (
                <Cell key={each.id} certificate={each} name={row.name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ certificate }: { certificate: ModelCertificate }) {
  return (
    <div className="grid gap-1 [overflow-wrap:anywhere]">
      <span className="font-[550]">{certificate.model}</span>
      {certificate.status === "valid" ? (
        <Status icon={CircleCheck} tone="leaf">
          {i18n._("Valid until {day}", { day: dayOf(new Date(certificate.expiresAt)) })}
        </Status>
      ) : (
        <Status icon={TriangleAlert} tone="amber">
          {i18n._("Not valid")}
        </Status>
      )}
      <span className="text-small text-text3">
        {certificate.isImitated ? `${i18n._("Imitated")} · ` : ""}
        {certificate.endpoint} · {dayOf(new Date(certificate.issuedAt))} · {costWord(certificate)}
      </span>
      {certificate.reason ? (
        <span className="text-small text-text2">{certificate.reason}</span>
      ) : null}
    </div>
  );
}

function Cell({ certificate, name }: { certificate: ModelCertificate; name: string }) {
  const property = certificate.properties.find((each) => each.name === name);
  if (!property) return <td className="py-2.5 pr-4 text-text3">{i18n._("not measured")}</td>;
  const told = property.isPassed
    ? property.measures.slice(0, 1)
    : property.measures.filter((each) => !each.isPassed);
  return (
    <td className="py-2.5 pr-4">
      {property.isPassed ? (
        <Status icon={CircleCheck} tone="leaf">
          {i18n._("Pass")}
        </Status>
      ) : (
        <Status icon={TriangleAlert} tone="rose">
          {i18n._("Fail")}
        </Status>
      )}
      <ul className="mt-1 text-small text-text3">
        {told.map((measure) => (
          <li key={measure.name}>
            {figureWord(measure)} {measure.name}
          </li>
        ))}
      </ul>
    </td>
  );
}
