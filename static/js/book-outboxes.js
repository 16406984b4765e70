// The marks of many lessons on their way: an outbox for each lesson that was touched. They send one
// after another, so that a whole row of a term does not press on the server all at once.
import { Outbox, lessonsWaiting } from "./outbox.js";

const WORST_FIRST = ["other", "signedOut", "offline", "refused", "conflicts", "problems", "saving", "saved", "unchanged"];
let turn = Promise.resolve();

class InTurn extends Outbox {
  send(options = {}) {
    if (options.leaving) return super.send(options);
    turn = turn.then(() => super.send(options));
    return turn;
  }
}

export class Outboxes {
  // `told(lesson, outbox)` is called whenever something changed.
  constructor(config, told) {
    Object.assign(this, { config, told, boxes: new Map() });
  }

  // What an earlier visit to the page has left; call it once the page can be told.
  revive() {
    const shown = new Set(this.config.lessons.map(({ id }) => id));
    for (const lesson of lessonsWaiting(this.config.user)) {
      if (shown.has(lesson)) this.of(lesson).sendSoon(0);
    }
  }

  of(lesson) {
    if (!this.boxes.has(lesson)) {
      const marks = this.config.marks.replace("/0/", `/${lesson}/`);
      const outbox = new InTurn({ ...this.config, lesson, marks }, (box) => this.told(lesson, box));
      this.boxes.set(lesson, outbox);
    }
    return this.boxes.get(lesson);
  }

  get all() { return [...this.boxes]; }

  sendAll(options) {
    for (const box of this.boxes.values()) if (box.isWaiting) box.send(options);
  }

  // The worst word of all outboxes, how many marks it concerns, and one outbox that says it.
  get state() {
    const states = [...this.boxes.values()].map((box) => ({ ...box.state, box }));
    const word = WORST_FIRST.find((one) => states.some((state) => state.word === one)) ?? "unchanged";
    const same = states.filter((state) => state.word === word);
    return { word, n: same.reduce((sum, { n }) => sum + n, 0), box: same[0]?.box };
  }
}
