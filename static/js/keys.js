// Taking attendance with the keyboard: a cursor on the rows, a key per status, digits for the roll
// number, `a`, `u` and `?`. While Hangul is switched on a key gives a letter of that; then its
// place on the keyboard counts.

const PAUSE = 1500;

export function connect({ rows, statuses, mark, fillPresent, undo }) {
  const hotkeys = new Map(statuses.map((status) => [status.hotkey, status]));
  const help = document.getElementById("keys");
  let place = -1;
  let digits = "";
  let timer;

  function go(to) {
    if (!rows.length) return;
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    const radio = row.radios.find((one) => one.checked && one.value) ?? row.radios.find((one) => one.value);
    row.element.scrollIntoView({ block: "nearest" });
    radio.focus({ preventScroll: true });
    moved(rows.indexOf(row));
  }

  function moved(to) {
    if (to === place) return;
    rows[place]?.element.classList.remove("is-current");
    rows[to]?.element.classList.add("is-current");
    place = to;
  }

  function digit(key) {
    clearTimeout(timer);
    timer = setTimeout(() => { digits = ""; }, PAUSE);
    const longer = digits + key;
    digits = rows.some((row) => row.roll.startsWith(longer)) ? longer : key;
    const found = rows.findIndex((row) => row.roll === digits);
    if (found >= 0) go(found);
  }

  const commands = {
    ArrowDown: () => go(place + 1),
    ArrowUp: () => go(place - 1),
    a: () => fillPresent(),
    u: () => { const row = undo(); if (row) go(rows.indexOf(row)); },
    "?": () => help.showModal(),
    Backspace: () => place >= 0 && mark(rows[place], null),
  };

  document.addEventListener("focusin", ({ target }) => {
    const element = target.closest?.(".mark-row");
    if (element) moved(rows.findIndex((row) => row.element === element));
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.closest("select, textarea, summary, input:not([type=radio]):not([type=checkbox])")) return;
    const key = /[ㄱ-ㅣ가-힣]/.test(event.key) ? event.code.replace("Key", "").toLowerCase() : event.key;
    const command = commands[key] ?? commands[key.toLowerCase()];
    const status = hotkeys.get(key.toLowerCase());
    if (/^\d$/.test(key)) {
      digit(key);
    } else if (command) {
      command();
    } else if (status && rows.length) {
      const here = Math.max(place, 0);
      mark(rows[here], status);
      go(here + 1);
    } else {
      return;
    }
    if (!/^\d$/.test(key)) digits = "";
    event.preventDefault();
  });

  for (const opener of document.querySelectorAll("[data-show-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
}
