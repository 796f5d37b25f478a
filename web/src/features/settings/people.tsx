import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Invitations } from "./parts/invitations";
import { InviteForm } from "./parts/invite-form";
import { Members } from "./parts/members";
import { SettingsPage } from "./parts/settings-page";

/** Who belongs to the organization, and who is invited. */
export function People() {
  const form = useOpener();
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <SettingsPage
      title={i18n._("People")}
      needs="user:manage"
      under={
        <>
          {i18n._("A role decides what a person can see and do. A change applies at once.")}{" "}
          <Link to="/settings/roles">{i18n._("See and make roles")}</Link>
        </>
      }
      aside={
        <div ref={form.button}>
          <Button
            look={form.isOpen ? "outline" : "primary"}
            icon={<Icon of={UserPlus} small />}
            aria-expanded={form.isOpen}
            onClick={form.open}
          >
            {i18n._("Invite a person")}
          </Button>
        </div>
      }
    >
      {form.isOpen ? (
        <InviteForm
          onClose={form.close}
          onSent={(email) => {
            setSentTo(email);
            form.close();
          }}
        />
      ) : null}
      <p role="status" className="mb-5 text-tidetext empty:mb-0">
        {sentTo ? i18n._("Invitation sent to {sentTo}.", { sentTo }) : null}
      </p>
      <Invitations />
      <Members />
    </SettingsPage>
  );
}
