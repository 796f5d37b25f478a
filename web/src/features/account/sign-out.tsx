import { i18n } from "@lingui/core";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { callerStore } from "@/shared/api/caller";
import { mayLeave } from "@/shared/api/leaving";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { accountCalls } from "./calls";

interface SignOutProps {
  look?: "quiet" | "outline";
  call?: () => Promise<unknown>;
}

/** Ends this sign-in at the gateway and in this tab; the tab forgets it even where the gateway is away. */
export function SignOut({ look = "outline", call = accountCalls.signOut }: SignOutProps) {
  const [isBusy, setBusy] = useState(false);

  async function signOut() {
    setBusy(true);
    if (!(await mayLeave())) return setBusy(false);
    await call().catch(() => undefined);
    callerStore.set(null);
  }

  return (
    <Button
      look={look}
      size={look === "quiet" ? "small" : "console"}
      icon={<Icon of={LogOut} small />}
      busy={isBusy && i18n._("Signing out…")}
      onClick={signOut}
    >
      {i18n._("Sign out")}
    </Button>
  );
}
