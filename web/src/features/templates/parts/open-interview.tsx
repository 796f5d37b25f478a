import { i18n } from "@lingui/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { TemplateCandidate } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { useTemplateChange } from "../queries";

/** Start a candidate's interview with exactly the questions of the template. */
export function OpenInterview({ templateId }: { templateId: string }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [isAsked, setAsked] = useState(false);
  const open = useTemplateChange((calls, candidate: TemplateCandidate) =>
    calls.openInterview(templateId, candidate),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!name.trim() || !email.trim() || open.isPending) return;
    open.mutate(
      { candidateName: name.trim(), candidateEmail: email.trim() },
      {
        onSuccess: ({ interviewId }) =>
          navigate({ to: "/interviews/$id/plan", params: { id: interviewId } }),
      },
    );
  }
  return (
    <form
      id="new-interview"
      onSubmit={submit}
      noValidate
      className="grid scroll-mt-20 gap-4 rounded-card border border-line bg-surface p-5"
    >
      <h2>{i18n._("New interview from this template")}</h2>
      <Field
        label={i18n._("Candidate's name")}
        error={isAsked && !name.trim() ? i18n._("Enter the name.") : null}
      >
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <Field
        label={i18n._("Candidate's e-mail")}
        error={isAsked && !email.trim() ? i18n._("Enter the e-mail address.") : null}
      >
        {(control) => (
          <input
            {...control}
            type="email"
            value={email}
            maxLength={254}
            autoComplete="off"
            onChange={(event) => setEmail(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      {open.error ? (
        <Failure problem={asProblem(open.error)} what={i18n._("The interview was not created.")} />
      ) : null}
      <div>
        <Button look="primary" type="submit" busy={open.isPending && i18n._("Creating…")}>
          {i18n._("Create interview")}
        </Button>
      </div>
    </form>
  );
}
