import { i18n } from "@lingui/core";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

interface InvitationLinkProps {
  link: string | null | undefined;
  label?: string;
}

/** A link to send by hand: the candidate's own, or as the label says. */
export function InvitationLink({ link, label }: InvitationLinkProps) {
  const [isCopied, setCopied] = useState(false);
  if (!link) return null;
  async function copy(text: string) {
    setCopied(await copyText(text)); // if not, the link is on the page and can be selected
  }
  return (
    <div className="mt-4">
      <p className="text-small text-text3">{label ?? i18n._("The candidate's link")}</p>
      <p className="mt-1 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{link}</p>
      <div className="mt-2" aria-live="polite">
        <Button size="small" icon={<Icon of={Copy} small />} onClick={() => copy(link)}>
          {isCopied ? i18n._("Copied") : i18n._("Copy link")}
        </Button>
      </div>
    </div>
  );
}
