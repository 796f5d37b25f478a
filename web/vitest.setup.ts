import { configure } from "@testing-library/react";
import { CONSOLE_TEXTS } from "@/app/console-texts";
import { addCatalogs } from "@/shared/i18n/language";

addCatalogs(CONSOLE_TEXTS);

// What is waited for may be late on a machine that does other things as well; nothing waits in vain for it.
configure({ asyncUtilTimeout: 30_000 });
