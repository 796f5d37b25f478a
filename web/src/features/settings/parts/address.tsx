import { i18n } from "@lingui/core";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

/** An address for another program, to be copied there; `of` says which where several stand below each other. */
export function Address({ of, address }: { of: string; address: string }) {
  const [isCopied, setCopied] = useState<boolean | null>(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <code className="min-w-0 flex-[1_1_14rem] rounded-control bg-sunken px-3.5 py-2.5 text-left font-mono text-small text-text select-all [overflow-wrap:anywhere]">
        {address}
      </code>
      <Button
        size="small"
        icon={<Icon of={Copy} small />}
        aria-label={i18n._("Copy: {name}", { name: of })}
        onClick={async () => setCopied(await copyText(address))}
      >
        {i18n._("Copy")}
      </Button>
      <span role="status" className="text-small text-text3 empty:hidden">
        {isCopied === null
          ? ""
          : isCopied
            ? i18n._("Copied.")
            : i18n._("Your browser did not allow copying. Select the text instead.")}
      </span>
    </div>
  );
}
