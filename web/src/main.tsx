import "@/shared/ui/base.css";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "@/shared/lib/preferences";

applyPreferences();

// Two products in one shell: whoever comes for an interview never loads the console.
const isCandidate = window.location.pathname.startsWith("/interview/");
const { App } = isCandidate ? await import("@/app/candidate") : await import("@/app/console");
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
