import "@/shared/ui/base.css";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "@/shared/lib/preferences";
import { isStorageOpen, store, stored } from "@/shared/lib/stored";

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

// Two products in one shell: a candidate never loads the console.
const isCandidate = window.location.pathname.startsWith("/interview/");
// An invitation's own part comes at the same time as the rest, not after it.
if (window.location.pathname.startsWith("/interview/join/"))
  void import("@/features/room/candidate-link");
const { App } = isCandidate ? await import("@/app/candidate") : await import("@/app/console");
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
