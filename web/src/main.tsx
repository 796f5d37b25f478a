import { App } from "@/app/console";
import { start } from "@/app/start";

start(App);
