// Small comforts of every page; everything works without them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What was found as one typed goes away with a click beside it, or Escape.
const found = document.querySelector("#site-found");
document.addEventListener("click", (event) => {
  if (found && !event.target.closest(".site-search")) found.replaceChildren();
});
found?.closest("form").addEventListener("keydown", (event) => {
  if (event.key === "Escape") found.replaceChildren();
});

// Filters and pickers send their form as soon as they change.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard; // which browsers give to HTTPS and localhost only
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

// Whoever signs in next does not see pages that were kept for somebody else.
if (document.querySelector("form [name=login]")) {
  window.caches?.keys().then((names) => {
    for (const name of names) if (name.startsWith("register-pages-")) caches.delete(name);
  });
}
