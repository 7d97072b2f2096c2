// The page of the process designer.
import { behaviour, bindAll } from "@web/behaviours";
import { start } from "../../../forms/ts/conditions/builder";
import { Designer } from "../designer/designer";
import { say } from "../designer/words";

start(say);
behaviour("[data-designer]", (element) => {
  new Designer(element);
});
bindAll(document);
