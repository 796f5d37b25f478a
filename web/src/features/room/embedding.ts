/** What the page around the frame hears: that things happen, and never a word of the candidate. */
export type EmbedEvent =
  | { type: "ready" }
  | { type: "started" }
  | { type: "ended"; reason: string }
  | { type: "error"; code: string }
  | { type: "resize"; height: number };

/** Tells the page around the frame, if it is of the one origin that may hear it. */
export function tellPage(origin: string, event: EmbedEvent): void {
  if (window.parent !== window) window.parent.postMessage({ source: "vivavoce", ...event }, origin);
}

/** Tell the page around the frame how high the content is, now and at each change. */
export function tellHeight(content: Element, origin: string): () => void {
  let told = 0;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    tellPage(origin, { type: "resize", height });
  });
  observer.observe(content);
  return () => observer.disconnect();
}

/** Show the buttons in the organization's color; text on them is white, as in its e-mails. */
export function applyBrand(accentColor: string): void {
  if (!accentColor) return;
  const { style } = document.documentElement;
  style.setProperty("--act", accentColor);
  style.setProperty("--onact", "var(--onbrand)");
}

/** Mark the document as part of a customer's page, and whether that page vouched for the candidate. */
export function markEmbedded(isVouchedFor: boolean): void {
  document.documentElement.dataset["embedded"] = isVouchedFor ? "vouched" : "";
}

/** Whether a customer's page vouched for the candidate, so that there is no step with a code. */
export function isVouchedFor(): boolean {
  return document.documentElement.dataset["embedded"] === "vouched";
}
