import { createElement } from "react";
import { App } from "@/app/candidate";
import { start } from "@/app/start";
import { startLanguage, useLanguage } from "@/shared/i18n/language";

/** Everything is drawn again when the language changes; nothing that was typed is lost. */
function Translated() {
  useLanguage();
  return createElement(App);
}

// A product of its own: a candidate never loads the console.
void startLanguage({ followsInterview: true }).then(() => start(Translated));
