import { momentOf } from "@/shared/lib/time-zone";
import type { AuditQuery } from "../calls";

/** The filters of the audit log as they stand in the address, so that a view can be shared. */
export interface AuditSearch {
  action?: string;
  actor?: string;
  subject?: string;
  /** The first and the last day, such as 2030-05-31. */
  from?: string;
  to?: string;
  page?: number;
}

const TEXTS = ["action", "actor", "subject"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Keep of an address what is a filter. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const kept: AuditSearch = {};
  for (const name of TEXTS) {
    const text = search[name];
    // An address such as ?actor=17 is read as a number.
    if (text !== "" && (typeof text === "string" || typeof text === "number"))
      kept[name] = String(text);
  }
  for (const name of ["from", "to"] as const) {
    const day = search[name];
    if (typeof day === "string" && DAY.test(day)) kept[name] = day;
  }
  const page = search["page"];
  if (typeof page === "number" && Number.isInteger(page) && page > 1) kept.page = page;
  return kept;
}

/** What the gateway is asked for; days are days of the time zone in use. */
export function auditQueryOf({ page, from, to, ...texts }: AuditSearch): AuditQuery {
  return {
    ...texts,
    ...(from ? { from: momentOf(`${from}T00:00`).toISOString() } : {}),
    ...(to ? { before: momentOf(`${dayAfter(to)}T00:00`).toISOString() } : {}),
  };
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
