import { i18n } from "@lingui/core";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

/** Copies the address of a turn of the replay, for a colleague who may see it. */
export function CopyLink({ address }: { address: string }) {
  const [copied, setCopied] = useState<{ address: string; isDone: boolean } | null>(null);
  const url = new URL(address, window.location.origin).href;
  async function copy() {
    setCopied({ address, isDone: await copyText(url) });
  }
  return (
    <>
      <Button icon={<Icon of={Link2} />} onClick={copy}>
        {i18n._("Copy link to this turn")}
      </Button>
      <span role="status" className="text-small text-text2 [overflow-wrap:anywhere]">
        {copied?.address !== address
          ? ""
          : copied.isDone
            ? i18n._("Copied.")
            : i18n._("Not copied. This is the address: {url}", { url })}
      </span>
    </>
  );
}
