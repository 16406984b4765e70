// Marks on their way to the server. They lie in the browser's storage, bound to one user and one
// lesson, until the server has said that they are saved; so neither a dead network nor a closed
// lid loses one. A request that is sent again has the same id, and is not saved twice.

const RETRY = [2000, 4000, 8000, 15000, 30000];
const PATIENCE = 15000;
const OLDEST = 30 * 24 * 60 * 60 * 1000;
const memory = new Map();

function stored(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? "null";
  } catch {
    return memory.get(key) ?? "null";
  }
}

const read = (key) => JSON.parse(stored(key));

function write(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
}

// crypto.randomUUID is missing where a site has no HTTPS.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

const same = (mark, state) =>
  mark.status === state[0] && mark.reason === state[1] && mark.minutes === state[2] && mark.note === state[3];

export class Outbox {
  // `told(outbox)` is called whenever something changed; see `state`, `conflicts`, `problems`.
  constructor({ user, lesson, marks, csrfCookie }, told) {
    Object.assign(this, { user, url: marks, csrfCookie, told });
    this.key = `marks:${user}:${lesson}`;
    this.trouble = "";
    this.sending = false;
    this.failures = 0;
    this.savedAt = null;
  }

  // Read only, and parsed anew only where it changed: a tap asks for it a dozen times.
  get box() {
    const text = stored(this.key);
    if (text !== this.text) Object.assign(this, { text, parsed: this.fresh(text) });
    return this.parsed;
  }

  fresh(text) {
    const none = { pending: {}, sent: null, take: false, known: {}, conflicts: {}, problems: {} };
    return JSON.parse(text) ?? none;
  }

  change(edit) {
    const box = this.fresh(stored(this.key));
    const result = edit(box);
    box.at = Date.now();
    write(this.key, box);
    return result;
  }

  // Marks that the server has not acknowledged, by student.
  get waiting() {
    const { sent, pending } = this.box;
    const marks = Object.fromEntries((sent?.marks ?? []).map((mark) => [mark.student, mark]));
    return { ...marks, ...pending };
  }

  get isWaiting() {
    const { sent, take, pending } = this.box;
    return Boolean(sent || take || Object.keys(pending).length);
  }

  get conflicts() { return this.box.conflicts; }
  get problems() { return this.box.problems; }
  get known() { return this.box.known; }

  put(marks, wait = 200) {
    this.change((box) => {
      for (const mark of marks) {
        box.pending[mark.student] = mark;
        delete box.problems[mark.student];
        delete box.conflicts[mark.student];
      }
    });
    this.sendSoon(wait);
  }

  take() {
    this.change((box) => { box.take = true; });
    this.sendSoon(0);
  }

  // What the server was seen to have; kept for a reload without a connection.
  learn(states) {
    this.change((box) => Object.assign(box.known, states));
  }

  forgetKnown() {
    this.change((box) => { box.known = {}; });
  }

  sendSoon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
    this.told(this);
  }

  async send({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    try {
      if (navigator.locks && !leaving) {
        await navigator.locks.request(this.key, () => this.sendNext());
      } else {
        await this.sendNext(leaving);
      }
    } finally {
      this.sending = false;
      this.told(this);
    }
    if (this.trouble === "refused" || !this.isWaiting) return;
    const wait = this.trouble ? RETRY[Math.min(this.failures, RETRY.length) - 1] : 0;
    this.sendSoon(wait);
  }

  async sendNext(leaving) {
    const sent = this.change((box) => {
      const marks = Object.values(box.pending);
      if (!box.sent && (marks.length || box.take)) {
        box.sent = { user: this.user, request: newId(), take: box.take, marks };
        box.pending = {};
        box.take = false;
      }
      return box.sent;
    });
    if (!sent) return this.delivered();
    this.told(this);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body: JSON.stringify(sent),
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": cookie(this.csrfCookie) },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
        signal: AbortSignal.timeout(PATIENCE),
      });
      await this.answered(response, sent);
    } catch {
      this.failed("offline");
    }
  }

  // Another tab may have sent what this one could not.
  delivered() {
    if (!this.trouble || this.trouble === "refused") return;
    this.trouble = "";
    this.failures = 0;
    this.savedAt = new Date();
  }

  failed(trouble) {
    this.trouble = trouble;
    this.failures += 1;
  }

  async answered(response, sent) {
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const said = isJson ? await response.json() : {};
    if (response.ok) return this.acknowledged(said, sent);
    if (said.other) return this.failed("other");
    if (response.status === 401 || response.type === "opaqueredirect") return this.failed("signedOut");
    if (!isJson) return this.failed(response.status === 403 ? "signedOut" : "offline");
    if (response.status >= 500 || response.status === 429) return this.failed("offline");
    return this.refused(said, sent);
  }

  acknowledged({ marks, taken }, sent) {
    this.trouble = "";
    this.failures = 0;
    this.savedAt = new Date();
    this.change((box) => {
      box.sent = null;
      for (const mark of sent.marks) {
        const state = marks[mark.student];
        const newer = box.pending[mark.student];
        if (!state) continue;
        box.known[mark.student] = state;
        // Somebody else's mark that came after ours must not be overwritten unseen.
        if (newer) newer.version = same(mark, state) ? state[4] : state[4] - 1;
      }
    });
    this.taken = taken;
  }

  refused({ error, problems = {}, conflicts = {} }, sent) {
    this.failures += 1;
    const particular = Object.keys(problems).length + Object.keys(conflicts).length;
    this.trouble = particular ? "" : "refused";
    this.error = error;
    this.change((box) => {
      box.sent = null;
      box.take ||= sent.take && Boolean(particular);
      for (const mark of sent.marks) {
        const mine = box.pending[mark.student] ?? mark;
        if (problems[mark.student]) {
          box.problems[mark.student] = problems[mark.student];
          delete box.pending[mark.student];
        } else if (conflicts[mark.student]) {
          box.conflicts[mark.student] = { ...conflicts[mark.student], mine };
          delete box.pending[mark.student];
        } else {
          box.pending[mark.student] = mine;
        }
      }
    });
  }

  settle(student) {
    this.change((box) => { delete box.conflicts[student]; });
    this.told(this);
  }

  // One word and a number for the page.
  get state() {
    const box = this.box;
    const n = Object.keys(this.waiting).length;
    const conflicts = Object.keys(box.conflicts).length;
    const problems = Object.keys(box.problems).length;
    if (this.trouble && this.isWaiting) return { word: this.trouble, n };
    if (conflicts) return { word: "conflicts", n: conflicts };
    if (problems) return { word: "problems", n: problems };
    if (n || this.sending) return { word: "saving", n };
    return { word: this.savedAt ? "saved" : "unchanged", n: 0 };
  }
}

// Lessons of `user` in this browser that have something to send. What is old and sent is dropped.
export function lessonsWaiting(user) {
  const lessons = [];
  for (let place = localStorage.length - 1; place >= 0; place -= 1) {
    const key = localStorage.key(place);
    const [kind, whose, lesson] = key.split(":");
    if (kind !== "marks") continue;
    const box = read(key);
    const waits = box.sent || box.take || Object.keys(box.pending).length;
    const undecided = Object.keys(box.conflicts).length + Object.keys(box.problems).length;
    if (waits || undecided) {
      if (Number(whose) === user) lessons.push(Number(lesson));
    } else if (Date.now() - box.at > OLDEST) {
      localStorage.removeItem(key);
    }
  }
  return lessons;
}
