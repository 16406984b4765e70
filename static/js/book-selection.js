// What is chosen in a book: a rectangle of cells, moved by arrows, stretched with Shift, or a whole
// row or column. One cell takes the focus, as in a grid.

const clamp = (value, most) => Math.min(Math.max(value, 0), most);

export class Selection {
  // `told()` is called when something else was chosen.
  constructor(cells, told) {
    Object.assign(this, { cells, told, focus: null, anchor: null, marked: [] });
    const { table } = cells;
    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    table.addEventListener("click", (event) => this.clicked(event));
    if (cells.rows.length && cells.lessons.length) cells.td(0, 0).tabIndex = 0;
  }

  clicked(event) {
    const button = event.target.closest("button");
    const cell = event.target.closest("td, th");
    if (button?.matches("[data-column]")) {
      const column = cell.cellIndex - 2;
      this.choose({ row: 0, column }, { row: this.cells.rows.length - 1, column });
    } else if (button?.matches("[data-row]")) {
      const row = this.cells.rows.indexOf(cell.closest("tr"));
      this.choose({ row, column: 0 }, { row, column: this.cells.lessons.length - 1 });
    } else {
      const place = cell && this.cells.place(cell);
      if (place) this.choose(place, event.shiftKey && this.anchor ? this.anchor : place);
    }
  }

  choose(focus, anchor = focus) {
    const before = this.focus;
    if (before) this.cells.td(before.row, before.column).tabIndex = -1;
    Object.assign(this, { focus, anchor });
    const td = this.cells.td(focus.row, focus.column);
    td.tabIndex = 0;
    td.focus({ preventScroll: true });
    if (focus.row === anchor.row && focus.column === anchor.column) td.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.show();
    this.told();
  }

  // Back to the cells, where the keys are.
  refocus() {
    if (this.focus) this.cells.td(this.focus.row, this.focus.column).focus({ preventScroll: true });
  }

  show() {
    for (const td of this.marked) td.removeAttribute("aria-selected");
    this.marked = this.places.map(({ row, column }) => this.cells.td(row, column));
    for (const td of this.marked) td.setAttribute("aria-selected", "true");
  }

  move(rows, columns, stretch = false) {
    const from = this.focus ?? { row: 0, column: 0 };
    const to = {
      row: clamp(from.row + rows, this.cells.rows.length - 1),
      column: clamp(from.column + columns, this.cells.lessons.length - 1),
    };
    this.choose(to, stretch ? this.anchor ?? from : to);
  }

  get isOne() {
    return this.focus?.row === this.anchor?.row && this.focus?.column === this.anchor?.column;
  }

  get places() {
    if (!this.focus) return [];
    const [top, bottom] = [this.focus.row, this.anchor.row].sort((a, b) => a - b);
    const [left, right] = [this.focus.column, this.anchor.column].sort((a, b) => a - b);
    const found = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) found.push({ row, column });
    }
    return found;
  }

  get open() { return this.places.filter(({ row, column }) => this.cells.isOpen(row, column)); }
}
