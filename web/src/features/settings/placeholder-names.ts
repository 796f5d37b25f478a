import { i18n } from "@lingui/core";

/** What an administrator reads for each placeholder; a text is stored with the names on the left. */
const NAMES: Record<string, string> = {
  get CANDIDATE_NAME() {
    return i18n._("Candidate’s name");
  },
  get POSITION() {
    return i18n._("Position");
  },
  get ORGANIZATION() {
    return i18n._("Organization");
  },
  get START_TIME() {
    return i18n._("Appointment");
  },
  get OPENS_AT() {
    return i18n._("Earliest entry");
  },
  get INTERVIEW_LINK() {
    return i18n._("Link to the interview");
  },
  get LINK_EXPIRES() {
    return i18n._("End of the link");
  },
  get PAGE_LINK() {
    return i18n._("Link to the candidate’s page");
  },
  get WHAT_TO_EXPECT() {
    return i18n._("What to expect");
  },
  get WHAT_TO_PREPARE() {
    return i18n._("What to have ready");
  },
  get HELP() {
    return i18n._("Where to get help");
  },
  get PLAN_MESSAGE() {
    return i18n._("Message of the plan");
  },
  get CODE() {
    return i18n._("One-time code");
  },
  get MINUTES() {
    return i18n._("Minutes the code works");
  },
  get ANSWER() {
    return i18n._("Answer to the candidate");
  },
  get CONTACT() {
    return i18n._("Contact address");
  },
  get RETENTION_DAYS() {
    return i18n._("Days until deletion");
  },
};

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** "{{CODE}}" as "One-time code"; one that is not known keeps its own name. */
export function placeholderName(placeholder: string): string {
  const name = placeholder.replace(PLACEHOLDER, "$1");
  return NAMES[name] ?? name;
}

/** A stored text with the names that are read: "{{CODE}}" is "{{One-time code}}". */
export function withReadNames(text: string): string {
  return text.replace(PLACEHOLDER, (all, name: string) => `{{${NAMES[name] ?? all.slice(2, -2)}}}`);
}

/** What was written with the names that are read, as it is stored. A name that is not known stays. */
export function withStoredNames(text: string): string {
  const stored = new Map(Object.keys(NAMES).map((name) => [NAMES[name], name]));
  return text.replace(PLACEHOLDER, (all, read: string) => {
    const name = stored.get(read.trim());
    return name ? `{{${name}}}` : all;
  });
}

/** A part of a text, and where it begins. */
interface Part {
  at: number;
  text: string;
  isPlaceholder: boolean;
}

/** The parts of a text in their order; those that are placeholders are marked. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const part of text.split(/(\{\{[^{}]*\}\})/)) {
    if (part)
      parts.push({ at, text: part, isPlaceholder: part.startsWith("{{") && part.endsWith("}}") });
    at += part.length;
  }
  return parts;
}
