import { i18n } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { exactly, minutesLong } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { type Opening, useIntakeApi } from "./calls";
import { useIntakes } from "./queries";
import type { IntakeItem } from "./shapes";
import { stateWords } from "./words";

/** Every intake there is, and the way to a new one. */
export function IntakeList() {
  const heading = useArrival("intake");
  useTitle(i18n._("Intake · Vivavoce"));
  const found = useIntakes();
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Intake")}
      </h1>
      <p className="mt-1.5 max-w-[44em] text-text2">
        {i18n._(
          "A short interview with the hiring manager. Vivavoce drafts a job description, interview questions, a rating rubric and a job simulation from the answers. You accept or change each draft. Answers can be typed or, where available, spoken.",
        )}
      </p>
      <div className="mt-7 grid items-start gap-9 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <section className="min-w-0">
          <h2>{i18n._("Intake interviews")}</h2>
          <div className="mt-3">
            {found.data ? (
              found.data.length === 0 ? (
                <Empty title={i18n._("No intake interviews yet")}>
                  {i18n._("An intake interview takes about 15 minutes.")}
                </Empty>
              ) : (
                <Rows items={found.data} />
              )
            ) : found.error ? (
              <Failure
                problem={asProblem(found.error)}
                what={i18n._("The intake interviews did not load.")}
                onRetry={() => found.refetch()}
              />
            ) : (
              <Skeleton rows={3} label={i18n._("Loading intake interviews")} />
            )}
          </div>
        </section>
        <NewIntake />
      </div>
    </>
  );
}

function Rows({ items }: { items: IntakeItem[] }) {
  return (
    <ul className="border-t border-line">
      {items.map((item) => (
        <li key={item.intakeId} className="border-b border-line">
          <Link
            data-row
            to="/intake/$id"
            params={{ id: item.intakeId }}
            className="grid gap-x-6 py-3 text-text no-underline hover:bg-sunken pad:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="min-w-0">
              <span className="block font-[550] underline decoration-line underline-offset-3 [overflow-wrap:anywhere]">
                {item.title || i18n._("Untitled role")}
              </span>
              {item.manager?.name ? (
                <span className="text-text2 [overflow-wrap:anywhere]">{item.manager.name}</span>
              ) : null}
            </span>
            <span className="text-small text-text3 pad:text-right">
              <span className="block font-[550] text-text2">{stateWords(item.state)}</span>
              <time dateTime={item.createdAt}>{exactly(new Date(item.createdAt))}</time>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const LENGTHS = [10, 15, 20, 30, 45, 60];

function NewIntake() {
  const calls = useIntakeApi();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const [company, setCompany] = useState("");
  const [email, setEmail] = useState("");
  const [minutes, setMinutes] = useState(15);
  const open = useMutation({
    mutationFn: (opening: Opening) => calls.open(opening),
    onSuccess: ({ intakeId }) => {
      void queries.invalidateQueries({ queryKey: ["intakes"] });
      return navigate({ to: "/intake/$id", params: { id: intakeId } });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (open.isPending) return;
    open.mutate({
      minutes,
      ...(title.trim() ? { title: title.trim() } : {}),
      ...(company.trim() ? { companyName: company.trim() } : {}),
      ...(email.trim() ? { managerEmail: email.trim() } : {}),
    });
  }
  return (
    <form onSubmit={submit} className="grid gap-5 rounded-card border border-line bg-surface p-5">
      <h2>{i18n._("New intake interview")}</h2>
      <Field label={i18n._("Role to be filled (optional)", {}, { message: "Role (optional)" })}>
        {(control) => (
          <input
            {...control}
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <Field label={i18n._("Company (optional)")}>
        {(control) => (
          <input
            {...control}
            value={company}
            maxLength={200}
            autoComplete="organization"
            onChange={(event) => setCompany(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <Field
        label={i18n._("Hiring manager's e-mail")}
        hint={i18n._("Leave empty if you are the hiring manager")}
      >
        {(control) => (
          <input
            {...control}
            type="email"
            value={email}
            maxLength={254}
            onChange={(event) => setEmail(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <label className="grid gap-2 font-[550]">
        {i18n._("Length")}
        <select
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
          className={`${inputLook} font-normal`}
        >
          {LENGTHS.map((each) => (
            <option key={each} value={each}>
              {minutesLong(each)}
            </option>
          ))}
        </select>
      </label>
      {open.error ? (
        <Failure problem={asProblem(open.error)} what={i18n._("The interview was not created.")} />
      ) : null}
      <div>
        <Button look="primary" type="submit" busy={open.isPending && i18n._("Creating…")}>
          {i18n._("Create intake")}
        </Button>
      </div>
    </form>
  );
}
