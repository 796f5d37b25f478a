import { i18n } from "@lingui/core";
import type { OrganizationSettings } from "@/shared/api/types";

type PeriodName =
  | "candidatePiiRetentionDays"
  | "assessmentRetentionDays"
  | "recordingRetentionDays"
  | "practiceRetentionDays"
  | "intakeRetentionDays";

/** Days by setting, as they are typed. */
export type Periods = Record<PeriodName, string>;

interface PeriodField {
  name: PeriodName;
  label: string;
  hint: string;
  most: number;
}

const MOST_DAYS = 3650;

export const RETENTION_FIELDS: PeriodField[] = [
  {
    name: "candidatePiiRetentionDays",
    get label() {
      return i18n._("Candidates' answers and personal data");
    },
    get hint() {
      return i18n._(
        "The invitation states this number. A longer period holds for new interviews only.",
      );
    },
    most: MOST_DAYS,
  },
  {
    name: "assessmentRetentionDays",
    get label() {
      return i18n._("Assessments");
    },
    get hint() {
      return i18n._("With panel evaluations and rankings.");
    },
    most: MOST_DAYS,
  },
  {
    name: "recordingRetentionDays",
    get label() {
      return i18n._("Recordings of video and voice");
    },
    get hint() {
      return i18n._("The consent text promises 30 days; you can only choose fewer.");
    },
    most: 30,
  },
  {
    name: "practiceRetentionDays",
    get label() {
      return i18n._("Practice sessions");
    },
    get hint() {
      return i18n._("Answers of your members when they practice.");
    },
    most: MOST_DAYS,
  },
  {
    name: "intakeRetentionDays",
    get label() {
      return i18n._("Intake interviews");
    },
    get hint() {
      return i18n._("Answers of hiring managers about a role.");
    },
    most: MOST_DAYS,
  },
];

export function periodsOf(settings: OrganizationSettings): Periods {
  return Object.fromEntries(
    RETENTION_FIELDS.map(({ name }) => [name, String(settings[name])]),
  ) as Periods;
}

/** Why a period cannot be saved, or null. */
export function refusedDays({ name, most }: PeriodField, periods: Periods): string | null {
  const text = periods[name].trim();
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= most) return null;
  return i18n._("Enter a whole number from 1 to {most}.", { most });
}

/** The periods that would be shorter than before: they delete existing data earlier. */
export function shortened(before: Periods, now: Periods): PeriodField[] {
  return RETENTION_FIELDS.filter(({ name }) => Number(now[name]) < Number(before[name]));
}
