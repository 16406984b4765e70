// A book filled in place. Marks go to the server as from the page of a lesson, each lesson through
// its own outbox: versions, conflicts and what waits without a connection are the same.
import { Cells } from "./book-cells.js";
import { Outboxes } from "./book-outboxes.js";
import { Selection } from "./book-selection.js";

const POLL = 15000;
const config = JSON.parse(document.getElementById("book-config").textContent);
const { texts } = config;
const bar = document.getElementById("book-bar");
const part = (name) => bar.querySelector(`[data-${name}]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const cells = new Cells(document.getElementById("sheet"), config);
const outboxes = new Outboxes(config, told);
const selection = new Selection(cells, showChosen);
const hotkeys = new Map(config.statuses.map((status) => [status.hotkey, status.id]));
const undoable = [];
const fields = { minutes: part("minutes"), reason: part("reason"), note: part("note") };
const entry = (student, [status, reason, minutes, note, version]) => ({ student, status, reason, minutes, note, version });
const stateOf = (mark) => [mark.status, mark.reason, mark.minutes, mark.note, mark.version];

function say(text) {
  document.querySelector("[data-said]").textContent = text;
}

// --- Changes -------------------------------------------------------------------------------------

// Puts `changes`, each a place and a state, into the cells and sends them.
function put(changes, wait) {
  const lessons = new Map();
  for (const { row, column, state } of changes) {
    cells.put(row, column, state);
    lessons.set(column, [...(lessons.get(column) ?? []), entry(cells.students[row], state)]);
  }
  cells.count(new Set(changes.map(({ row }) => row)), new Set(lessons.keys()));
  for (const [column, marks] of lessons) outboxes.of(cells.lessons[column].id).put(marks, wait);
  showChosen();
}

function remember(changes) {
  undoable.push(changes.map(({ row, column }) => ({ row, column, state: cells.state(row, column) })));
  if (undoable.length > 100) undoable.shift();
}

function mark(status) {
  let places = selection.open;
  if (!selection.isOne && status !== null && part("only-blank").checked) {
    places = places.filter(({ row, column }) => cells.state(row, column)[0] === null);
  }
  const changes = places.map(({ row, column }) => ({ row, column, state: chosen(cells.state(row, column), status) }));
  if (!changes.length) return;
  remember(changes);
  put(changes);
  const name = cells.statuses.get(status)?.name ?? texts.blank;
  if (!selection.isOne) return say(fill(texts.several, { n: changes.length, status: name }));
  say(fill(texts.set, { name: cells.name(places[0].row, places[0].column), status: name }));
}

// A state with another status: minutes and reason stay only where they still make sense.
function chosen([old, reason, minutes, note, version], status) {
  const takes = cells.statuses.get(status);
  return [status, takes?.reason ? reason : null, old === status ? minutes : null, note, version];
}

function undo() {
  const before = undoable.pop();
  if (!before) return say(texts.nothing);
  put(before.map(({ row, column, state }) => ({
    row, column, state: [...state.slice(0, 4), cells.state(row, column)[4]],
  })));
  say(texts.undone);
  selection.choose(before[0]);
}

function readExtra(wait) {
  const [place] = selection.open;
  if (!place || !selection.isOne || !fields.minutes.validity.valid) return;
  const state = cells.state(place.row, place.column);
  const number = (text) => (text ? Number(text) : null);
  const note = fields.note.value.trim();
  put([{ ...place, state: [state[0], number(fields.reason?.value), number(fields.minutes.value), note, state[4]] }], wait);
}

// --- What the page shows -------------------------------------------------------------------------

function showChosen() {
  const { open, places, isOne } = selection;
  const [place] = places;
  for (const button of bar.querySelectorAll("[data-status]")) button.disabled = !open.length;
  if (!place) return;
  const state = cells.state(place.row, place.column);
  const one = `${cells.name(place.row, place.column)}: ${cells.words(state)}`;
  part("chosen").textContent = isOne ? one : fill(texts.chosen, { n: open.length });
  if (!open.length) part("chosen").textContent += ` (${texts.locked})`;
  const status = cells.statuses.get(state[0]);
  part("only-blank").parentElement.hidden = isOne;
  part("extra").hidden = !(isOne && open.length && status);
  fields.minutes.parentElement.hidden = !status?.minutes;
  if (fields.reason) fields.reason.parentElement.hidden = !status?.reason;
  const shown = { minutes: state[2] ?? "", reason: state[1] ?? "", note: state[3] };
  for (const [name, field] of Object.entries(fields)) {
    if (field && field !== document.activeElement) field.value = shown[name];
  }
  showHistory(place, isOne && state[4] > 0);
  showTrouble(place);
}

function showHistory({ row, column }, isThere) {
  const link = part("history");
  link.hidden = !isThere;
  const own = `/${cells.lessons[column].id}/students/${cells.students[row]}/`;
  link.href = config.history.replace("/0/students/0/", own);
}

function showTrouble({ row, column }) {
  const place = part("trouble");
  const box = outboxes.boxes.get(cells.lessons[column].id);
  const student = cells.students[row];
  const conflict = selection.isOne && box?.conflicts[student];
  const problem = selection.isOne && box?.problems[student];
  place.replaceChildren();
  if (problem) place.append(made("p", problem));
  if (!conflict) return;
  const theirs = cells.words(conflict.mark);
  place.append(
    made("p", fill(texts.meanwhile, { by: conflict.by, at: conflict.at, status: theirs })),
    button(texts.keep, () => decide(row, column, conflict, false)),
    button(fill(texts.mine, { status: cells.words(stateOf(conflict.mine)) }), () => decide(row, column, conflict, true)),
  );
}

function decide(row, column, { mark: theirs, mine }, takeMine) {
  if (takeMine) return put([{ row, column, state: [...stateOf(mine).slice(0, 4), theirs[4]] }]);
  cells.put(row, column, theirs);
  cells.count([row], [column]);
  outboxes.of(cells.lessons[column].id).settle(cells.students[row]);
  showChosen();
}

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function button(text, act) {
  const element = made("button", text);
  Object.assign(element, { type: "button", className: "btn btn-quiet btn-sm" });
  element.addEventListener("click", act);
  return element;
}

function showState() {
  const { word, n, box } = outboxes.state;
  const place = part("save-state");
  const clock = word === "saved" ? ` ${box.savedAt.toLocaleTimeString(document.documentElement.lang)}` : "";
  const text = (word === "refused" ? box.error : fill(texts[word === "offline" ? "waiting" : word], { n })) + clock;
  if (place.dataset.state === word && place.dataset.text === text) return;
  Object.assign(place.dataset, { state: word, text });
  place.textContent = text;
  if (word === "signedOut" || word === "other") {
    const link = Object.assign(made("a", texts.signIn), { href: config.signIn, target: "_blank" });
    place.append(" ", link);
  }
  if (word === "conflicts" || word === "problems") place.append(" ", button(texts.first, goToTrouble));
}

function goToTrouble() {
  const td = cells.table.querySelector('[data-save="conflict"], [data-save="problem"]');
  if (td) selection.choose(cells.place(td));
}

function told(lesson, box) {
  const column = cells.columnOf.get(lesson);
  follow(column, box.known, box);
  const { waiting, conflicts, problems, trouble } = box;
  cells.students.forEach((student, row) => {
    let state = "";
    if (conflicts[student]) state = "conflict";
    else if (problems[student]) state = "problem";
    else if (waiting[student]) state = trouble ? "waiting" : "saving";
    const td = cells.td(row, column);
    if ((td.dataset.save ?? "") !== state) td.dataset.save = state;
  });
  showState();
  if (box.state.word === "saved") pollSoon();
}

// Takes over what others have set, but for cells with something of one's own on its way.
function follow(column, states, box) {
  const rows = new Set();
  for (const [student, state] of Object.entries(states)) {
    const row = cells.rowOf.get(Number(student));
    if (row === undefined) continue;
    const present = cells.state(row, column);
    if (state[4] <= present[4]) continue;
    const mine = box?.waiting[student] ?? box?.conflicts[student]?.mine;
    if (!mine) cells.put(row, column, state);
    else if (!box.conflicts[student]) cells.put(row, column, [...present.slice(0, 4), mine.version]);
    rows.add(row);
  }
  if (!rows.size) return;
  cells.count(rows, [column]);
  if (rows.has(selection.focus?.row)) showChosen();
}

// --- What others do ------------------------------------------------------------------------------

let tag = "";
let timer;

function pollSoon(wait = 600) {
  clearTimeout(timer);
  timer = setTimeout(poll, wait);
}

async function poll() {
  pollSoon(POLL);
  if (document.hidden) return;
  try {
    const response = await fetch(config.states, {
      headers: { Accept: "application/json", ...(tag && { "If-None-Match": tag }) },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(POLL),
    });
    if (response.ok) {
      const said = await response.json();
      if (said.user !== config.user) return;
      tag = response.headers.get("ETag") ?? "";
      for (const [lesson, states] of Object.entries(said.marks)) {
        const box = outboxes.boxes.get(Number(lesson));
        const column = cells.columnOf.get(Number(lesson));
        if (column !== undefined) follow(column, states, box);
      }
      cells.showRates(said.rates);
    }
    if (response.ok || response.status === 304) outboxes.sendAll();
  } catch {
    // No connection: what waits says so.
  }
}

document.addEventListener("visibilitychange", () => (document.hidden ? outboxes.sendAll({ leaving: true }) : poll()));
window.addEventListener("pagehide", () => outboxes.sendAll({ leaving: true }));
window.addEventListener("online", poll);

// --- Bar and keys --------------------------------------------------------------------------------

bar.addEventListener("click", ({ target }) => {
  const pressed = target.closest("button");
  if (pressed?.matches("[data-undo]")) undo();
  else if (pressed?.matches("[data-status]")) mark(Number(pressed.dataset.status) || null);
  if (pressed?.matches("[data-status]") || target === part("only-blank")) selection.refocus();
});
bar.addEventListener("input", ({ target }) => { if (Object.values(fields).includes(target)) readExtra(1200); });

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1000], End: [0, 1000] };

cells.table.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || !event.target.matches("td, td *")) return;
  const key = /[ㄱ-ㅣ가-힣]/.test(event.key) ? event.code.replace("Key", "").toLowerCase() : event.key;
  const small = key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && small !== "z") return;
  if (event.target.matches("button") && (key === "Enter" || key === " ")) return;
  if (ARROWS[key]) selection.move(...ARROWS[key], event.shiftKey);
  else if (small === "u" || small === "z") undo();
  else if (key === "Backspace" || key === "Delete") mark(null);
  else if (key === "Enter" && !part("extra").hidden) fields.note.focus();
  else if (hotkeys.has(small)) {
    mark(hotkeys.get(small));
    if (selection.isOne) selection.move(1, 0);
  } else return;
  event.preventDefault();
});

outboxes.revive();
for (const [lesson, box] of outboxes.all) {
  const waiting = { ...box.waiting };
  for (const [student, { mine }] of Object.entries(box.conflicts)) waiting[student] = mine;
  const column = cells.columnOf.get(lesson);
  for (const [student, mine] of Object.entries(waiting)) {
    const row = cells.rowOf.get(Number(student));
    if (row !== undefined) cells.put(row, column, stateOf(mine));
  }
  cells.count(cells.rows.keys(), [column]);
  told(lesson, box);
}
showState();
pollSoon(POLL);
