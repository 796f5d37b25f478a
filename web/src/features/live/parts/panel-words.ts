import { i18n } from "@lingui/core";
import { humanised } from "@/shared/lib/words";

/** The built-in perspectives; those of an organization have its own names. */
const PERSPECTIVES: Record<string, string> = {
  get product() {
    return i18n._("Product");
  },
  get sales() {
    return i18n._("Sales");
  },
  get engineering() {
    return i18n._("Engineering");
  },
  get design() {
    return i18n._("Design");
  },
};

export function perspectiveName(name: string): string {
  return PERSPECTIVES[name] ?? humanised(name);
}
