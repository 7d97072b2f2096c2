import { bindAll } from "./behaviours";
import * as forms from "./forms";
import * as keyboard from "./keyboard";
import * as lists from "./lists";
import * as live from "./live";
import * as network from "./network";
import * as picker from "./picker";
import * as screen from "./screen";
import * as tree from "./tree";
import * as upload from "./upload";

for (const part of [network, screen, forms, keyboard, lists, tree, picker, upload, live]) part.start();
bindAll(document);
