// An agent's own page: the switch of the single keys, which belongs to this browser.

import { bindSwitches } from "./keys.js";

bindSwitches();
