// The inbox comes alive: without this it reads and answers all the same.

import { start as alerts } from "./alerts.js";
import { start as bulk } from "./bulk.js";
import { start as composer } from "./composer.js";
import { start as drafts } from "./drafts.js";
import { start as enclose } from "./enclose.js";
import { start as keys } from "./keys.js";
import { start as leaving } from "./leaving.js";
import { start as list } from "./list.js";
import { isListening, start as live } from "./live.js";
import { start as palette } from "./palette.js";
import { start as presence } from "./presence.js";
import { start as suggest } from "./suggest.js";

presence();
live();
alerts(isListening);
list();
bulk();
suggest();
keys();
drafts();
composer();
enclose();
leaving();
palette();
