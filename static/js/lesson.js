// Taking attendance: every change goes out at once, keys, counts, undo, and what others do.
// The page does its work without this file, too, as a plain form.
import { connect } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Row, studentOf } from "./register-row.js";

const POLL = 5000;
const config = JSON.parse(document.getElementById("register-config").textContent);
const form = document.getElementById("register");
const texts = config.texts;
const statuses = new Map(config.statuses.map((status) => [status.id, status]));
const present = config.statuses.find((status) => status.kind === "present");
const rows = [...form.querySelectorAll(".mark-row")].map((element) => new Row(element, statuses, texts));
const byStudent = new Map(rows.map((row) => [row.student, row]));
const rowOf = (target) => byStudent.get(studentOf(target.closest(".mark-row")));
const clockFormat = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });
const undoable = [];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const places = {
  state: form.querySelector("[data-save-state]"),
  said: document.querySelector("[data-said]"),
  done: form.querySelector("[data-save-label]"),
  counts: document.querySelectorAll("[data-count]"),
};

function say(text) {
  places.said.textContent = text;
}

// --- What the page shows -------------------------------------------------------------------------

// The same text again would be laid out again.
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function count() {
  const numbers = { marked: 0, blank: 0 };
  for (const row of rows) {
    const { status } = row.values;
    numbers[status === null ? "blank" : "marked"] += 1;
    numbers[status] = (numbers[status] ?? 0) + 1;
  }
  for (const place of places.counts) write(place, String(numbers[place.dataset.count] ?? 0));
}

function showState(box) {
  const { word, n } = box.state;
  const text = word === "refused" ? box.error : fill(texts[word === "offline" ? "waiting" : word], { n });
  const clock = word === "saved" ? ` ${clockFormat.format(box.savedAt)}` : "";
  if (places.state.dataset.state !== word || places.state.textContent !== text + clock) {
    places.state.dataset.state = word;
    places.state.textContent = text + clock;
  }
  if (word === "signedOut" || word === "other") {
    const link = document.createElement("a");
    Object.assign(link, { href: config.signIn, target: "_blank", textContent: texts.signIn });
    places.state.append(" ", link);
  }
  config.taken ||= Boolean(box.taken);
  write(places.done, config.taken ? texts.taken : texts.done);
  document.body.classList.toggle("is-taken", config.taken);
}

function showRows(box) {
  const { waiting, conflicts, problems, trouble } = box;
  for (const row of rows) {
    const { student } = row;
    let state = "";
    if (conflicts[student]) state = "conflict";
    else if (problems[student]) state = "problem";
    else if (waiting[student]) state = trouble ? "waiting" : "saving";
    row.show(state, conflicts[student], problems[student], decide);
  }
}

function follow({ known, waiting, conflicts }) {
  for (const [student, state] of Object.entries(known)) {
    const row = byStudent.get(Number(student));
    if (!row || state[4] <= row.version) continue;
    const mine = waiting[student] ?? conflicts[student]?.mine;
    if (mine) {
      if (!conflicts[student]) row.version = mine.version;
    } else if (row.take(state)) {
      count();
    }
  }
}

function told(box) {
  follow(box);
  showRows(box);
  showState(box);
}

const outbox = new Outbox(config, told);

// --- What a person does --------------------------------------------------------------------------

function remember(before) {
  undoable.push(before);
  if (undoable.length > 200) undoable.shift();
}

// Puts a status on each of `marked` and sends it; minutes come from the clock of the lesson.
function mark(marked, status) {
  const before = marked.map((row) => [row, row.values]);
  for (const row of marked) row.choose(status, minutesNow(status));
  changed(marked);
  remember(before);
}

function changed(marked, wait) {
  count();
  outbox.put(marked.map((row) => row.sent()), wait);
}

function minutesNow(status) {
  const now = Date.now();
  if (!status?.minutes || !config.starts || now < config.starts || now > (config.ends ?? 0)) return null;
  const passed = status.kind === "late" ? now - config.starts : config.ends - now;
  return Math.floor(passed / 60000);
}

function fillPresent() {
  const blank = rows.filter((row) => row.values.status === null && !row.isGuest);
  if (!present || !blank.length) return;
  mark(blank, present);
  say(fill(texts.filled, { n: blank.length }));
}

function undo() {
  const before = undoable.pop();
  if (!before) return say(texts.nothing);
  for (const [row, values] of before) row.put(values);
  changed(before.map(([row]) => row));
  say(texts.undone);
  return before[0][0];
}

function decide(row, { mark: theirs, mine }, takeMine) {
  row.take(theirs);
  if (takeMine) {
    row.put(mine);
    changed([row]);
  } else {
    outbox.settle(row.student);
  }
  count();
}

form.addEventListener("change", ({ target }) => {
  const row = rowOf(target);
  if (!row || target.type === "checkbox") return;
  if (target.type === "radio") {
    // The browser has changed the button already; the values before are the ones last put.
    const status = statuses.get(Number(target.value)) ?? null;
    mark([row], status);
    say(fill(texts.set, { name: row.name, status: status?.name ?? texts.blank }));
  } else {
    row.readExtra();
    changed([row]);
  }
});

// A text goes out when its writer pauses; it is kept here at every letter.
form.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!row || !target.matches("[type=number], .mark-note input")) return;
  row.readExtra();
  changed([row], 1200);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.hasAttribute("data-fill-present")) fillPresent();
  else if (event.submitter?.matches(".btn-primary")) outbox.take();
});

connect({
  rows,
  mark: (row, status) => {
    mark([row], status);
    say(fill(texts.set, { name: row.name, status: status?.name ?? texts.blank }));
  },
  statuses: config.statuses,
  fillPresent,
  undo,
});

// --- What others do ------------------------------------------------------------------------------

let tag = "";
async function poll() {
  if (document.hidden) return;
  try {
    const response = await fetch(config.marks, {
      headers: { Accept: "application/json", "X-Background": "yes", ...(tag && { "If-None-Match": tag }) },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(POLL * 2),
    });
    if (response.status === 401) return (outbox.trouble = "signedOut"), told(outbox);
    if (response.status !== 304 && !response.ok) return;
    if (response.ok) {
      const said = await response.json();
      if (said.user !== config.user) return (outbox.trouble = "other"), told(outbox);
      tag = response.headers.get("ETag") ?? "";
      outbox.taken = said.taken;
      outbox.learn(said.marks);
    }
    const wasStuck = outbox.trouble && outbox.trouble !== "refused";
    if (wasStuck) outbox.trouble = "";
    if (wasStuck) outbox.sendSoon(0);
    told(outbox);
  } catch {
    // No connection: what waits says so.
  }
}

function awake() {
  if (document.hidden) outbox.send({ leaving: true });
  else poll();
}

document.addEventListener("visibilitychange", awake);
window.addEventListener("online", poll);
window.addEventListener("storage", ({ key }) => {
  if (key !== outbox.key) return;
  if (!outbox.isWaiting) outbox.delivered();
  told(outbox);
});
window.addEventListener("pagehide", () => outbox.send({ leaving: true }));
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) poll(); });
setInterval(poll, POLL);

// --- The beginning -------------------------------------------------------------------------------

// What waited here before comes back into the page, and goes out.
for (const [student, mark] of Object.entries(outbox.waiting)) byStudent.get(Number(student))?.put(mark);
for (const [student, { mine }] of Object.entries(outbox.conflicts)) byStudent.get(Number(student))?.put(mine);
told(outbox);
count();
if (outbox.isWaiting) outbox.sendSoon(0);

const seenByWorker = Boolean(navigator.serviceWorker?.controller);
navigator.serviceWorker?.register(config.worker).then(async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (seenByWorker) return;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = files.filter((url) => url.startsWith(location.origin) && /\.(css|js|svg)$/.test(url));
  active.postMessage({ address: location.pathname, files: own });
}).catch(() => {});
