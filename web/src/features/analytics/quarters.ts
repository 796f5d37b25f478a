import { i18n } from "@lingui/core";

/** A calendar quarter by its first day, as the gateway takes it. */
export interface Quarter {
  startsOn: string;
  name: string;
}

const MOST = 8;

/** The last quarters that are over, newest first. */
export function quartersBefore(now: Date): Quarter[] {
  const running = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3);
  return Array.from({ length: MOST }, (_, back) => {
    const quarter = running - 1 - back;
    const year = Math.floor(quarter / 4);
    const place = quarter % 4;
    const month = String(place * 3 + 1).padStart(2, "0");
    return {
      startsOn: `${year}-${month}-01`,
      name: i18n._("Quarter {quarter} of {year}", { quarter: place + 1, year: String(year) }),
    };
  });
}
