import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import "@/shared/ui/tokens.css";
import "./api-docs.css";
import "./before-scalar";
// One file with all its libraries: "overrides" in package.json leaves them out of the installation.
import "@scalar/api-reference/browser/standalone.js";
import { applyPreferences, readTheme } from "@/shared/lib/preferences";
import { keepAccessible } from "./accessible";

applyPreferences();
keepAccessible(document.body);
await showOperations();

async function showOperations(): Promise<void> {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) {
    showFailure(answer.status);
    return;
  }
  const theme = readTheme();
  window.Scalar.createApiReference("#operations", {
    content: await answer.json(),
    // "Try it" asks this page's own gateway, whatever address the document names.
    servers: [{ url: window.location.origin }],
    theme: "none",
    withDefaultFonts: false,
    ...(theme === "system" ? {} : { forceDarkModeState: theme }),
    hideDarkModeToggle: theme !== "system",
    // Nobody else is asked, and credentials stay in this tab.
    telemetry: false,
    persistAuth: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    documentDownloadType: "json",
    defaultOpenFirstTag: false,
    operationTitleSource: "summary",
    orderSchemaPropertiesBy: "preserve",
    orderRequiredPropertiesFirst: false,
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  });
}

function showFailure(status: number): void {
  const place = document.getElementById("operations");
  if (place)
    place.innerHTML = `<h1>Vivavoce API</h1><p>The API document could not be loaded (status ${status}). Reload the page to try again.</p>`;
}
