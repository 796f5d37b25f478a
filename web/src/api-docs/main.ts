import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import "swagger-ui-dist/swagger-ui.css";
import "@/shared/ui/tokens.css";
import "./api-docs.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { applyPreferences, readTheme } from "@/shared/lib/preferences";

applyPreferences();
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
systemDark.addEventListener("change", showTheme);
showTheme();
await showOperations();

function showTheme(): void {
  const theme = readTheme();
  const isDark = theme === "dark" || (theme === "system" && systemDark.matches);
  document.documentElement.classList.toggle("dark-mode", isDark);
}

async function showOperations(): Promise<void> {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) {
    showFailure(answer.status);
    return;
  }
  // "Try it" asks this page's own gateway, whatever address the document names.
  const spec = { ...(await answer.json()), servers: [{ url: window.location.origin }] };
  SwaggerUI({
    dom_id: "#operations",
    spec,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    syntaxHighlight: { activated: false },
    // Nobody else is asked, and credentials stay in this tab.
    validatorUrl: null,
    persistAuthorization: false,
    tryItOutEnabled: true,
    plugins: [withAccessibleControls],
  });
}

function showFailure(status: number): void {
  const place = document.getElementById("operations");
  if (place)
    place.innerHTML = `<h1>Vivavoce API</h1><p>The API document could not be loaded (status ${status}). Reload the page to try again.</p>`;
}

/** Mends what assistive technology cannot use: a link in a button, a list of one server, a field without a name. */
function withAccessibleControls({ React }: { React: SwaggerReact }): object {
  return {
    wrapComponents: {
      DeepLink:
        () =>
        ({ text }: { text: unknown }) =>
          React.createElement("span", null, text),
      ServersContainer: () => () => null,
      TextArea: (Original: unknown) => (attributes: object) =>
        React.createElement(Original, { ...attributes, "aria-label": "Request body" }),
    },
  };
}

interface SwaggerReact {
  createElement(kind: unknown, attributes: object | null, ...children: unknown[]): unknown;
}
