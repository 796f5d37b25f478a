import "@/shared/ui/base.css";
import type { ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "@/shared/lib/preferences";

/** Draw a product's pages in place of the name that the HTML shows until then. */
export function start(App: ComponentType): void {
  applyPreferences();
  // A page of the version before was asked for after an upgrade: its file is gone, the shell names the new ones.
  window.addEventListener("vite:preloadError", (event) => {
    const key = "vivavoce.reloaded";
    if (sessionStorage.getItem(key) === event.payload.message) return;
    sessionStorage.setItem(key, event.payload.message);
    event.preventDefault();
    window.location.reload();
  });
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App />);
}
