import { i18n } from "@lingui/core";
import { Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

interface SecretOnceProps {
  title: string;
  secret: string;
  children: string;
  onDone: () => void;
}

/** A secret, shown only here and only now: it stays in this component and in no storage. */
export function SecretOnce({ title, secret, children, onDone }: SecretOnceProps) {
  const [state, setState] = useState<"new" | "copied" | "failed">("new");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  async function copy() {
    setState((await copyText(secret)) ? "copied" : "failed"); // the secret is on the page and can be selected
  }

  return (
    <section className="mb-7 rounded-card border border-edge bg-surface p-5">
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p className="mt-1 text-text2">{children}</p>
      <p
        data-secret=""
        className="mt-3 rounded-control bg-sunken px-3.5 py-2.5 font-mono select-all [overflow-wrap:anywhere]"
      >
        {secret}
      </p>
      <div className="mt-4 flex flex-wrap gap-2.5">
        <Button look="primary" icon={<Icon of={Copy} small />} onClick={copy}>
          {i18n._("Copy")}
        </Button>
        <Button onClick={onDone}>{i18n._("I have saved it")}</Button>
      </div>
      <p role="status" className="mt-2 text-small text-text3 empty:mt-0">
        {state === "copied" ? i18n._("Copied.") : null}
        {state === "failed"
          ? i18n._("Your browser did not allow copying. Select the text instead.")
          : null}
      </p>
    </section>
  );
}
