// The inbox comes alive: without this it reads and answers all the same.

import { start as composer } from "./composer.js";
import { start as keys } from "./keys.js";
import { start as list } from "./list.js";
import { start as live } from "./live.js";

live();
list();
keys();
composer();
