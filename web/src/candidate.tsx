import { App } from "@/app/candidate";
import { start } from "@/app/start";

// A product of its own: a candidate never loads the console.
start(App);
