import { App } from "@/app/console";
import { CONSOLE_TEXTS } from "@/app/console-texts";
import { start } from "@/app/start";
import { addCatalogs, startLanguage } from "@/shared/i18n/language";

addCatalogs(CONSOLE_TEXTS);
void startLanguage({ followsInterview: false }).then(() => start(App));
