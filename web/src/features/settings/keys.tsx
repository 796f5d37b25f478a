import { i18n } from "@lingui/core";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { ApiKey, IssuedApiKey } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Empty } from "@/shared/ui/states";
import { PAGE_SIZE } from "./calls";
import { KeyForm } from "./parts/key-form";
import { KeyRow } from "./parts/key-row";
import { SecretOnce } from "./parts/secret-once";
import { SettingsPage } from "./parts/settings-page";
import { useKeys } from "./queries";
import { keyState } from "./words";

/** The API keys of the organization; a new key's secret is shown once, on this page alone. */
export function ApiKeys() {
  const form = useOpener();
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  return (
    <SettingsPage
      title={i18n._("API keys")}
      needs="api-key:manage"
      under={i18n._("With a key, another program uses the API in the name of your organization.")}
      aside={
        <div ref={form.button}>
          <Button
            look={form.isOpen ? "outline" : "primary"}
            icon={<Icon of={KeyRound} small />}
            aria-expanded={form.isOpen}
            onClick={form.open}
          >
            {i18n._("Create an API key")}
          </Button>
        </div>
      }
    >
      {issued ? (
        <SecretOnce
          key={issued.id}
          title={i18n._("The API key “{name}”", { name: issued.name })}
          secret={issued.key}
          onDone={() => {
            setIssued(null);
            form.close();
          }}
        >
          {i18n._(
            "Copy it now and keep it where your program reads its secrets. It is not shown again.",
          )}
        </SecretOnce>
      ) : null}
      {form.isOpen ? (
        <KeyForm
          onClose={form.close}
          onIssued={(key) => {
            form.close();
            setIssued(key);
          }}
        />
      ) : null}
      <Keys onIssued={setIssued} />
    </SettingsPage>
  );
}

function Keys({ onIssued }: { onIssued: (key: IssuedApiKey) => void }) {
  const [page, setPage] = useState(1);
  const keys = useKeys(page);
  return (
    <Loaded of={keys} what={i18n._("The API keys")}>
      {({ data, total }) =>
        total === 0 ? (
          <Empty title={i18n._("No API keys yet")}>
            {i18n._("Create one to request interviews from another program.")}
          </Empty>
        ) : (
          <>
            <KeyLists keys={data} onIssued={onIssued} />
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
          </>
        )
      }
    </Loaded>
  );
}

function KeyLists({ keys, onIssued }: { keys: ApiKey[]; onIssued: (key: IssuedApiKey) => void }) {
  const now = new Date();
  const isOver = (key: ApiKey) => ["revoked", "expired"].includes(keyState(key, now));
  const working = keys.filter((key) => !isOver(key));
  const over = keys.filter(isOver);
  return (
    <>
      {working.length ? (
        <ul className="border-t border-line">
          {working.map((key) => (
            <KeyRow key={key.id} apiKey={key} now={now} onIssued={onIssued} />
          ))}
        </ul>
      ) : (
        <p className="text-text2">{i18n._("No key on this page works any more.")}</p>
      )}
      {over.length ? (
        <details className="mt-5">
          <summary className="w-fit py-2.5 font-[550] text-text2">
            {i18n._(
              "{over, plural, one {# revoked or expired key} other {# revoked or expired keys}}",
              { over: over.length },
            )}
          </summary>
          <ul className="mt-1 border-t border-line">
            {over.map((key) => (
              <KeyRow key={key.id} apiKey={key} now={now} onIssued={onIssued} />
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}
