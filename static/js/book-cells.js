// The cells of a book: what each says, how it looks, and the totals of rows and columns.

export const KINDS = ["present", "late", "left_early", "absent", "excused"];
const BLANK = [null, null, null, "", 0];
const BEFORE = 2; // columns before the first lesson: roll number and name

export class Cells {
  constructor(table, config) {
    const { lessons, students, statuses, values } = config;
    Object.assign(this, { table, config, lessons, students, values });
    this.statuses = new Map(statuses.map((status) => [status.id, status]));
    this.rows = [...table.tBodies[0].rows];
    this.rowOf = new Map(students.map((student, row) => [student, row]));
    this.columnOf = new Map(lessons.map(({ id }, column) => [id, column]));
    this.names = this.rows.map((row) => row.querySelector(".sheet-name").textContent);
  }

  td(row, column) { return this.rows[row].cells[column + BEFORE]; }

  place(td) {
    const row = this.rows.indexOf(td.closest("tr"));
    const column = td.cellIndex - BEFORE;
    return row >= 0 && column >= 0 && column < this.lessons.length ? { row, column } : null;
  }

  state(row, column) {
    return this.values[this.lessons[column].id][this.students[row]] ?? BLANK;
  }

  isOpen(row, column) {
    return !this.lessons[column].closed && !this.td(row, column).classList.contains("sheet-out");
  }

  name(row, column) { return `${this.names[row]} · ${this.lessons[column].name}`; }

  words(state) {
    const status = this.statuses.get(state[0]);
    const parts = [status ? `${status.symbol} ${status.name}` : this.config.texts.blank];
    if (state[2] !== null) parts.push(`${state[2]}′`);
    if (state[1] !== null) parts.push(this.config.reasons[state[1]]);
    if (state[3]) parts.push(`“${state[3]}”`);
    return parts.join(" · ");
  }

  put(row, column, state) {
    this.values[this.lessons[column].id][this.students[row]] = state;
    this.paint(row, column, state);
  }

  paint(row, column, state) {
    const td = this.td(row, column);
    const status = this.statuses.get(state[0]);
    const corrected = ["is-corrected", "is-after-lock"].filter((name) => td.classList.contains(name));
    td.className = [status ? `kind-${status.shade}` : "sheet-blank", ...corrected].join(" ");
    td.textContent = status ? status.symbol : "·";
    td.title = status ? this.words(state) : "";
  }

  // Counts rows and columns (sets of numbers) anew.
  count(rows, columns) {
    for (const row of rows) {
      const numbers = this.kindsOf(this.lessons.keys(), (column) => this.held(row, column));
      const first = BEFORE + this.lessons.length;
      numbers.forEach((number, kind) => { this.rows[row].cells[first + kind].textContent = number || ""; });
    }
    for (const column of columns) {
      const numbers = this.kindsOf(this.students.keys(), (row) => this.held(row, column));
      const feet = this.table.tFoot.rows;
      numbers.forEach((number, kind) => { feet[kind].cells[column + BEFORE].textContent = number || ""; });
    }
  }

  held(row, column) { return this.lessons[column].cancelled ? BLANK : this.state(row, column); }

  kindsOf(places, stateAt) {
    const numbers = KINDS.map(() => 0);
    for (const place of places) {
      const status = this.statuses.get(stateAt(place)[0]);
      if (status) numbers[KINDS.indexOf(status.kind)] += 1;
    }
    return numbers;
  }

  showRates(rates) {
    this.rows.forEach((row, place) => {
      const rate = rates[this.students[place]];
      const link = row.querySelector("[data-rate]");
      const text = rate === undefined ? "–" : `${rate}%`;
      if (link.textContent !== text) link.textContent = text;
    });
  }
}
