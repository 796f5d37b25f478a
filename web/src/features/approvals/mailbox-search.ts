/** What is looked for in the local mailbox, as it stands in the address. */
export interface MailboxSearch {
  words?: string;
  page?: number;
}

export function readMailboxSearch(search: Record<string, unknown>): MailboxSearch {
  const { words, page } = search;
  return {
    // An address such as ?words=123456 is read as a number.
    ...(words !== "" && (typeof words === "string" || typeof words === "number")
      ? { words: String(words) }
      : {}),
    ...(typeof page === "number" && Number.isInteger(page) && page > 1 ? { page } : {}),
  };
}
