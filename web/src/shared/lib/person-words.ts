/** Who answers in an interview: a candidate, or the hiring manager of an intake. */
import { i18n } from "@lingui/core";

/** Whether the person who answers is a hiring manager, and no candidate. */
export const isIntake = (profile: string | undefined) => profile === "intake";

/** What the person is called who answers in an interview of this profile. */
export const personName = (profile: string | undefined): string =>
  isIntake(profile)
    ? i18n._("Hiring manager")
    : i18n._("Speaking candidate", {}, { message: "Candidate" });
