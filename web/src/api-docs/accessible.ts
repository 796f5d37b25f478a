/** Mends what assistive technology cannot use in Scalar's page, now and whenever it draws anew. */
export function keepAccessible(root: Element): void {
  let isDue = false;
  const mendSoon = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      mend(root);
    });
  };
  new MutationObserver(mendSoon).observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-selected"],
  });
  mendSoon();
}

function mend(root: Element): void {
  // Only tabs, options and cells can be selected; a link in a list of pages is the current one.
  for (const entry of root.querySelectorAll("[aria-selected]:not([role])")) {
    entry.toggleAttribute("aria-current", entry.getAttribute("aria-selected") === "true");
    entry.removeAttribute("aria-selected");
  }
  // The last of the tabs opens the list of further ones, and the search is a button.
  for (const more of root.querySelectorAll("[role=tablist] button:not([role])"))
    more.setAttribute("role", "tab");
  for (const button of root.querySelectorAll("button[role=search]")) {
    button.removeAttribute("role");
    if (!button.textContent?.includes("Search")) button.setAttribute("aria-label", "Search");
  }
  // "Show more", and what of: the name begins with the words that are seen.
  for (const button of root.querySelectorAll("button.show-more[aria-label^='Show all']")) {
    const what = button.getAttribute("aria-label")?.replace(/^Show all /, "") ?? "";
    button.setAttribute("aria-label", `${button.textContent?.trim()}: ${what}`);
  }
  for (const list of root.querySelectorAll("ul.endpoints:not([tabindex]), .cm-scroller"))
    list.setAttribute("tabindex", "0");
  for (const [which, name] of NAMES)
    for (const control of root.querySelectorAll(`:is(${which}):not([aria-label])`))
      control.setAttribute("aria-label", name);
  for (const button of root.querySelectorAll("button[role=none]")) button.removeAttribute("role");
}

/** Controls that Scalar shows without a name: as icons, or as fields in a table. */
const NAMES = [
  ["button.code-copy", "Copy the code"],
  ["button[class*='group/copy-button']", "Copy"],
  [".cm-content[role=textbox]", "Value"],
  ["tr input[type=checkbox], [role=row] input[type=checkbox]", "Send this"],
] as const;
