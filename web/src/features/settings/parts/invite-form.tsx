import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { fieldRefusal, tooManyTries } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useChange, useGrantableRoles } from "../queries";

const USUAL_ROLE = "RECRUITER";

interface InviteFormProps {
  onClose: () => void;
  onSent: (email: string) => void;
}

/** Invite a person by e-mail; the link in it works once, for seven days. */
export function InviteForm({ onClose, onSent }: InviteFormProps) {
  const roles = useGrantableRoles();
  const [filled, setPerson] = useState({ email: "", name: "", role: USUAL_ROLE });
  // Who cannot give the usual role begins with the first one that they can give.
  const isGrantable = roles.some(({ value }) => value === filled.role);
  const person = isGrantable ? filled : { ...filled, role: roles[0]?.value ?? USUAL_ROLE };
  const [isTried, setTried] = useState(false);
  const invite = useChange((calls, given: typeof person) => calls.invite(given));
  const problem = invite.error ? asProblem(invite.error) : null;
  const missing = {
    email: isTried && !person.email.trim() ? i18n._("Enter an e-mail address.") : null,
    name: isTried && !person.name.trim() ? i18n._("Enter a name.") : null,
  };
  const ofEmail = missing.email ?? emailRefusal(problem);
  const ofName = missing.name ?? fieldRefusal(problem, "name");

  function submit() {
    setTried(true);
    if (!person.email.trim() || !person.name.trim()) return;
    invite.mutate(person, { onSuccess: () => onSent(person.email.trim()) });
  }

  return (
    <FormSection title={i18n._("Invite a person")} onSubmit={submit} refusal={problem}>
      <Field label={i18n._("E-mail address")} error={ofEmail}>
        {(control) => (
          <input
            {...control}
            type="email"
            autoComplete="off"
            maxLength={320}
            className={inputLook}
            value={person.email}
            onChange={(event) => setPerson({ ...person, email: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={i18n._("Name")}
        hint={i18n._("The person can change it when they join.")}
        error={ofName}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={200}
            className={inputLook}
            value={person.name}
            onChange={(event) => setPerson({ ...person, name: event.target.value })}
          />
        )}
      </Field>
      <ChoiceList
        legend={i18n._("Role")}
        value={person.role}
        options={roles}
        onChange={(role) => setPerson({ ...person, role })}
      />
      {problem && !ofEmail && !ofName ? (
        <Failure problem={problem} what={i18n._("The invitation was not sent.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={invite.isPending && i18n._("Sending…")}>
          {i18n._("Send invitation")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}

function emailRefusal(problem: ReturnType<typeof asProblem> | null): string | null {
  if (problem?.code === "already_member") return problem.body.detail ?? null;
  if (problem?.status === 429) return tooManyTries(problem);
  return fieldRefusal(problem, "email");
}
