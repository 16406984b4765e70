// Taking attendance faster: counts that follow, one key per status, "present" for the rest.
// The page does all of it without this file, too.
(() => {
  const register = document.getElementById("register");
  const rows = [...register.querySelectorAll(".mark-row")];
  const chosen = (row) => row.querySelector(".status-grid input:checked");
  let changed = false;

  function count() {
    const numbers = { marked: 0 };
    for (const row of rows) {
      const input = chosen(row);
      if (!input) continue;
      numbers.marked += 1;
      numbers[input.value] = (numbers[input.value] || 0) + 1;
    }
    numbers.blank = rows.length - numbers.marked;
    for (const place of document.querySelectorAll("[data-count]")) {
      place.textContent = numbers[place.dataset.count] || 0;
    }
  }

  function touched() {
    changed = true;
    count();
  }

  register.addEventListener("input", touched);
  register.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  register.querySelector("[data-fill-present]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of rows) {
      const present = row.querySelector('.status-grid input[data-kind="present"]');
      if (present && !chosen(row)) present.checked = true;
    }
    touched();
  });

  // A key of a status marks the student under the focus and goes on to the next one. While Hangul
  // is switched on a key gives a letter of that; then its place counts.
  register.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches('input[type="radio"]')) return;
    const row = event.target.closest(".mark-row");
    const key = /[ㄱ-ㅣ가-힣]/.test(event.key) ? event.code.replace("Key", "") : event.key;
    const input = row.querySelector(`.status-grid input[data-hotkey="${CSS.escape(key.toLowerCase())}"]`);
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    touched();
    const next = rows[rows.indexOf(row) + 1];
    if (next) (chosen(next) || next.querySelector(".status-grid input")).focus();
  });

  // The browser may come back to the page with what was typed before.
  window.addEventListener("pageshow", count);
})();
