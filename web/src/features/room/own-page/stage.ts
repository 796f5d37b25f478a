import { i18n } from "@lingui/core";
import type { CandidatePage } from "@/shared/api/types";

/** Where an application stands, in one sentence. It shows no result. */
export function stageText(stage: CandidatePage["stage"]): string {
  return listStages()[stage];
}

const listStages = (): Record<CandidatePage["stage"], string> => ({
  preparing: i18n._("Your interview is being prepared."),
  ready: i18n._("Your interview is ready for you."),
  scheduled: i18n._("Your interview is scheduled."),
  in_progress: i18n._("Your interview has started."),
  in_review: i18n._("Your answers are under review."),
  decided: i18n._("A decision has been made."),
  withdrawn: i18n._("You withdrew your application."),
  closed: i18n._("This interview is closed."),
});

/** "Warehouse shift lead at Larkfield"; the company alone where no position is named. */
export function nameApplication(position: string, company: string): string {
  return position ? i18n._("{position} at {company}", { position, company }) : company;
}
