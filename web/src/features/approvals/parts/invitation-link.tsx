import { Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

/** The candidate's own link, to send again by hand. */
export function InvitationLink({ link }: { link: string | null | undefined }) {
  const [isCopied, setCopied] = useState(false);
  if (!link) return null;
  async function copy(text: string) {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // the link is on the page and can be selected
    }
  }
  return (
    <div className="mt-4">
      <p className="text-small text-text3">The candidate's link</p>
      <p className="mt-1 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{link}</p>
      <div className="mt-2" aria-live="polite">
        <Button size="small" icon={<Icon of={Copy} small />} onClick={() => copy(link)}>
          {isCopied ? "Copied" : "Copy link"}
        </Button>
      </div>
    </div>
  );
}
