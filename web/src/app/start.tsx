import "@/shared/ui/base.css";
import type { ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "@/shared/lib/preferences";
import { isStorageOpen, store, stored } from "@/shared/lib/stored";

/** Draw a product's pages in place of the name that the HTML shows until then. */
export function start(App: ComponentType): void {
  applyPreferences();
  // A page of the version before was asked for after an upgrade: its file is gone, the shell names the new ones.
  window.addEventListener("vite:preloadError", (event) => {
    const key = "vivavoce.reloaded";
    if (stored(key) === event.payload.message) return;
    store(key, event.payload.message);
    // Where nothing is kept, loading again could go on for ever.
    if (!isStorageOpen()) return;
    event.preventDefault();
    window.location.reload();
  });
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App />);
}
