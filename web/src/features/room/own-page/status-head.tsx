import { i18n } from "@lingui/core";
import { ArrowRight } from "lucide-react";
import type { CandidatePage } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { dayOf } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { appointment, entryTime } from "../appointment";
import { Steps } from "../parts/steps";
import { nameApplication, stageText } from "./stage";

interface StatusHeadProps {
  token: string;
  page: CandidatePage;
}

const CAN_START = new Set<CandidatePage["stage"]>(["ready", "scheduled", "in_progress"]);

/** Where things stand in one sentence, and what comes next. It shows no result. */
export function StatusHead({ token, page }: StatusHeadProps) {
  const heading = useArrival(page.stage);
  const steps = stepsOf(page);
  return (
    <>
      <p className="text-small text-text3 [overflow-wrap:anywhere]">
        {nameApplication(page.position, page.companyName)}
      </p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {stageText(page.stage)}
      </h1>
      {steps.length > 0 ? (
        <div className="mt-6">
          <Steps steps={steps} />
        </div>
      ) : null}
      {mayGoIn(page) ? (
        <p className="mt-6">
          <a className={buttonLook("primary", "large")} href={`/interview/join/${token}`}>
            {i18n._("Go to the interview")} <Icon of={ArrowRight} />
          </a>
        </p>
      ) : null}
      {page.stage === "closed" ? null : (
        <p className="mt-5 text-small text-text3">
          {i18n._(
            "Your answers and personal data are deleted {days} days after the interview ends. You can delete them sooner: see “My data” below.",
            { days: page.answersKeptDays },
          )}
        </p>
      )}
    </>
  );
}

/** Whether the link opens the interview now: an appointment has to be near. */
function mayGoIn({ stage, opensAt }: CandidatePage): boolean {
  return CAN_START.has(stage) && (!opensAt || Date.parse(opensAt) <= Date.now());
}

function stepsOf(page: CandidatePage): [string, string][] {
  const company = page.companyName;
  const reply = page.replyBy
    ? i18n._("{company} promises you a reply by {day}.", {
        company,
        day: dayOf(new Date(page.replyBy)),
      })
    : contactText(company, page.maskedEmail);
  const after: [string, string][] = [
    [
      i18n._("Next step", {}, { message: "Next" }),
      i18n._(
        "A person at {company} reads your answers and decides. The computer does not decide.",
        { company },
      ),
    ],
    [i18n._("After that"), contactText(company, page.maskedEmail)],
  ];
  switch (page.stage) {
    case "preparing":
      return [
        [
          i18n._("Now"),
          i18n._("You do not need to do anything. You will receive a message when it is ready."),
        ],
      ];
    case "ready":
      return [
        [
          i18n._("Now"),
          i18n._("Start at any time until {until}.", {
            until: dayOf(new Date(page.linkExpiresAt)),
          }),
        ],
        ...after,
      ];
    case "scheduled":
      return [
        [
          i18n._("Now"),
          page.startsAt
            ? i18n._(
                "Your interview starts on {at}. You can enter from {from}, with this same link.",
                {
                  at: appointment(new Date(page.startsAt)),
                  from: entryTime(new Date(page.opensAt ?? page.startsAt), new Date(page.startsAt)),
                },
              )
            : i18n._(
                "You do not need to do anything. You will receive a message when it is ready.",
              ),
        ],
        ...after,
      ];
    case "in_progress":
      return [
        [i18n._("Now"), i18n._("Use the same link to continue where you stopped.")],
        ...after,
      ];
    case "in_review":
      return [
        [
          i18n._("Now"),
          i18n._(
            "Your answers are saved. A person at {company} reads them and decides. The computer does not decide.",
            { company },
          ),
        ],
        [i18n._("Next step", {}, { message: "Next" }), reply],
      ];
    case "decided":
      // The result itself follows, and a rejected person has no next step.
      if (page.explanation) {
        return page.explanation.goesOn
          ? [[i18n._("Next step", {}, { message: "Next" }), contactText(company, page.maskedEmail)]]
          : [];
      }
      return [
        [
          i18n._("Now"),
          i18n._("A person at {company} has made a decision about your application.", { company }),
        ],
        [
          i18n._("Next step", {}, { message: "Next" }),
          i18n._(
            "{company} will tell you the result. If you do not hear from them, ask: see “Questions” below.",
            { company },
          ),
        ],
      ];
    case "withdrawn":
      return [
        [
          i18n._("Now"),
          i18n._("{company} knows that you withdrew. Your answers are not assessed any further.", {
            company,
          }),
        ],
      ];
    case "closed":
      return [[i18n._("Now"), i18n._("You can no longer take part.")]];
  }
}

function contactText(company: string, email: string): string {
  return email
    ? i18n._("{company} will contact you at {email}.", { company, email })
    : i18n._("The person who invited you will contact you.");
}
