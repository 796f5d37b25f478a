import { i18n } from "@lingui/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { forgetDraft, useDraft } from "@/shared/lib/draft";
import { useSettled } from "@/shared/lib/settled";
import { Button, buttonLook } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure } from "@/shared/ui/states";
import { asForPosition, EMPTY, factsOf, filledIn, type NewInterview } from "./facts";
import { CandidateFields } from "./parts/candidate-fields";
import { FoundFacts } from "./parts/found-facts";
import { JobFields } from "./parts/job-fields";
import { SettingFields } from "./parts/setting-fields";
import { useCheck, useCreate, usePositionFacts } from "./queries";

const PAUSE_MS = 400;
const DRAFT = "new-interview";

/** Where the words of an error or a question stand. */
export type Remarks = ReadonlyMap<string, { text: string; isError: boolean }>;

/** Ask for an interview: a job text, a candidate, and how; what is missing is asked at its field. */
export function NewInterviewPage({ position }: { position?: string | undefined }) {
  const caller = useCaller();
  const me = caller?.user.id ?? "";
  const navigate = useNavigate();
  const [draft, change] = useDraft<NewInterview>(me, DRAFT, EMPTY);
  const isFilled = usePosition(position, draft, change);
  const settled = useSettled(draft, PAUSE_MS);
  const mayRequest = isAllowed(caller, "interview:create");
  const check = useCheck(factsOf({ ...settled, key: "" }), mayRequest);
  const creating = useCreate();
  const [isAsked, setAsked] = useState(false);
  const [isWanted, setWanted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isChecking = settled !== draft || check.isFetching;
  const isRead = draft.jobText.trim() !== "" && check.data !== undefined;
  const shown = filledIn(draft, check.data);
  const remarks = remarksOf(check.data, isAsked);
  const isIncomplete = (check.data?.missingFields.length ?? 0) > 0;
  const isWrong = (check.data?.errors.length ?? 0) > 0;
  const head = (
    <PageHead
      trail={[i18n._("New interview")]}
      title={i18n._("New interview")}
      documentTitle={i18n._("New interview")}
      under={i18n._(
        "Vivavoce writes the questions from the job text. You approve them before the candidate is invited.",
      )}
    />
  );
  const goOn = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (!isWanted || isChecking) return;
    setWanted(false);
    goOn.current?.();
  }, [isWanted, isChecking]);
  if (!mayRequest) {
    return (
      <>
        {head}
        <div className="mt-6">
          <Note title={i18n._("You cannot create interviews.")}>
            {i18n._("Ask a recruiter or an administrator.")}
          </Note>
        </div>
      </>
    );
  }

  function create() {
    const key = draft.key || newKey();
    change({ key });
    creating.mutate(
      { facts: factsOf(shown), key },
      {
        onSuccess: (made) => {
          change(EMPTY);
          forgetDraft(me, DRAFT);
          void navigate({ to: "/interviews/$id", params: { id: made.id } });
        },
      },
    );
  }

  /** A press goes on as soon as what was typed last is checked. */
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    setWanted(true);
  }

  goOn.current = () => {
    if (!check.data) return;
    if (isWrong || isIncomplete) {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>("[aria-invalid], [data-asked]")?.focus(),
      );
      return;
    }
    create();
  };

  /** A change makes it another request, with a key of its own. */
  const write = (more: Partial<NewInterview>) => change({ ...more, key: "" });
  const fields = { draft: shown, remarks, onChange: write };
  return (
    <>
      {head}
      <div className="mt-6 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:gap-11">
        <form
          ref={form}
          onSubmit={submit}
          noValidate
          // On a phone, what was read in the job text stands right below it.
          className="grid min-w-0 gap-9 max-wide:contents"
        >
          {isFilled ? (
            <Note title={i18n._("Filled in from the newest interview for this position.")}>
              {i18n._("Check the job and the settings, and add the candidate.")}
            </Note>
          ) : null}
          <JobFields {...fields} found={check.data?.jobText} />
          <div className="grid gap-9 max-wide:order-2">
            <CandidateFields {...fields} />
            <SettingFields {...fields} />
            <div className="grid gap-4">
              {creating.error ? (
                <Failure
                  problem={asProblem(creating.error)}
                  what={i18n._(
                    "The interview was not created. Everything you wrote is still here.",
                  )}
                />
              ) : null}
              {check.error && !check.data ? (
                <Failure
                  problem={asProblem(check.error)}
                  what={i18n._("The details could not be checked.")}
                  onRetry={() => check.refetch()}
                />
              ) : null}
              <div className="flex flex-wrap items-center gap-3">
                <Button
                  look="primary"
                  type="submit"
                  busy={
                    (creating.isPending && i18n._("Creating…")) || (isWanted && i18n._("Checking…"))
                  }
                >
                  {i18n._("Create interview")}
                </Button>
                {isAsked && isIncomplete && !isWrong ? (
                  <Button onClick={create}>{i18n._("Create without the missing details")}</Button>
                ) : null}
                <Link to="/interviews/import" className={buttonLook("quiet")}>
                  {i18n._("Import many from CSV")}
                </Link>
              </div>
            </div>
          </div>
        </form>
        <FoundFacts check={check.data} isRead={isRead} isChecking={isChecking} />
      </div>
    </>
  );
}

/**
 * Take the position from the address, once, where nothing is written yet, with the facts of its newest interview.
 *
 * Returns whether such facts were filled in.
 */
function usePosition(
  position: string | undefined,
  draft: NewInterview,
  change: (more: Partial<NewInterview>) => void,
): boolean {
  const { data, isPending } = usePositionFacts(position);
  const [isFilled, setFilled] = useState(false);
  const isTaken = useRef(false);
  useEffect(() => {
    if (isTaken.current || !position || isPending) return;
    isTaken.current = true;
    if (draft.position || draft.jobText) return;
    change(data ? asForPosition(data) : { position, key: "" });
    setFilled(data !== undefined);
  }, [position, draft, change, data, isPending]);
  return isFilled;
}

/** Also where the page did not come over https, and `randomUUID` is missing. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}

/** Errors at once; questions for what is missing once the person wanted to go on. */
function remarksOf(check: ReturnType<typeof useCheck>["data"], isAsked: boolean): Remarks {
  const remarks = new Map<string, { text: string; isError: boolean }>();
  if (isAsked) {
    for (const gap of check?.missingFields ?? []) {
      remarks.set(gap.field, { text: gap.question, isError: false });
    }
  }
  for (const error of check?.errors ?? []) {
    remarks.set(error.field, { text: sentence(error.message), isError: true });
  }
  return remarks;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
