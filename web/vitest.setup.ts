import "@/shared/i18n/language";
import { configure } from "@testing-library/react";

// What is waited for may be late on a machine that does other things as well; nothing waits in vain for it.
configure({ asyncUtilTimeout: 30_000 });
