/* On every page: colours, times, labels, menus, notes, the waiting count, the bell, rules, and lists that keep themselves fresh. */
import "./js/bell.js";
import "./js/consent.js";
import "./js/copy.js";
import "./js/fresh.js";
import "./js/jumps.js";
import "./js/label.js";
import "./js/menus.js";
import "./js/persona.js";
import "./js/print.js";
import "./js/rule_builder.js";
import "./js/rules.js";
import "./js/search.js";
import "./js/start.js";
import "./js/teach.js";
import "./js/theme.js";
import "./js/times.js";
