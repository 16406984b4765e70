// One student of the register: reads and shows what its fields say.

const number = (text) => (text === "" || text === undefined ? null : Number(text));

// The key of the student whose row `element` is (null: none).
export const studentOf = (element) => Number(element?.id.replace("student-", ""));

export class Row {
  constructor(element, statuses, texts) {
    Object.assign(this, { element, statuses, texts });
    this.student = studentOf(element);
    this.isGuest = "guest" in element.dataset;
    this.name = element.querySelector(".mark-name").textContent;
    this.roll = element.querySelector(".roll").textContent.trim();
    this.radios = [...element.querySelectorAll("input[type=radio]")];
    this.minutes = element.querySelector(".mark-minutes input");
    this.reason = element.querySelector(".mark-reason select");
    this.note = element.querySelector(".mark-note input");
    this.versionField = element.querySelector("input[type=hidden]");
    this.version = Number(this.versionField.value);
    this.values = this.read();
    this.state = "";
    this.showKind();
  }

  read() {
    const chosen = this.radios.find((radio) => radio.checked);
    return {
      status: number(chosen?.value),
      reason: number(this.reason?.value),
      minutes: this.minutes.validity.valid ? number(this.minutes.value) : null,
      note: this.note.value.trim(),
    };
  }

  // As the server wants it.
  sent() {
    return { student: this.student, version: this.version, ...this.values };
  }

  choose(status, minutes) {
    const { reason, note } = this.values;
    const same = status?.id === this.values.status;
    this.put({
      status: status?.id ?? null,
      reason: status?.reason ? reason : null,
      minutes: same ? this.values.minutes : minutes,
      note,
    });
  }

  readExtra() {
    this.values = { ...this.read(), status: this.values.status };
  }

  put({ status, reason, minutes, note }) {
    this.values = { status, reason, minutes, note };
    const value = String(status ?? "");
    for (const radio of this.radios) if (radio.value === value) radio.checked = true;
    if (this.reason) this.reason.value = String(reason ?? "");
    this.minutes.value = String(minutes ?? "");
    this.note.value = note;
    this.showKind();
  }

  // Takes over what the server has; says whether that was something new.
  take([status, reason, minutes, note, version]) {
    this.version = version;
    this.versionField.value = version;
    const { values } = this;
    const isNew = [status, reason, minutes, note].some((value, place) => value !== Object.values(values)[place]);
    if (isNew) this.put({ status, reason, minutes, note });
    return isNew;
  }

  showKind() {
    const kind = this.statuses.get(this.values.status)?.kind ?? "";
    if (this.element.dataset.kind !== kind) this.element.dataset.kind = kind;
  }

  show(state, conflict, problem, decide) {
    const shown = state + (conflict ? conflict.mark[4] : "") + (problem ?? "");
    if (this.state === shown) return;
    this.state = shown;
    this.element.dataset.save = state;
    const place = this.element.querySelector(".mark-problems");
    place.replaceChildren();
    if (problem) place.append(paragraph(problem));
    if (conflict) place.append(...this.question(conflict, decide));
  }

  question(conflict, decide) {
    const { texts } = this;
    const theirs = this.words({ status: conflict.mark[0], minutes: conflict.mark[2], note: conflict.mark[3] });
    const text = texts.meanwhile.replace("{by}", conflict.by).replace("{at}", conflict.at).replace("{status}", theirs);
    const keep = button(texts.keep, () => decide(this, conflict, false));
    const mine = button(texts.mine.replace("{status}", this.words(conflict.mine)), () => decide(this, conflict, true));
    return [paragraph(text), keep, mine];
  }

  words({ status, minutes, note }) {
    const known = this.statuses.get(status);
    const parts = [known ? `${known.symbol} ${known.name}` : this.texts.blank];
    if (minutes !== null) parts.push(`${minutes}′`);
    if (note) parts.push(`“${note}”`);
    return parts.join(" ");
  }
}

function paragraph(text) {
  const made = document.createElement("p");
  made.className = "mark-problem";
  made.setAttribute("role", "alert");
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet btn-sm";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
