import { i18n } from "@lingui/core";
import { FlaskConical } from "lucide-react";
import { Status } from "./status";

/** Marks what was made with a test key: it reaches no one and is not counted. */
export function TestMark() {
  return (
    // Beside a name it is at the height of the letters.
    <span className="inline-flex align-middle">
      <Status icon={FlaskConical} tone="amber">
        {i18n._("Test")}
      </Status>
    </span>
  );
}
