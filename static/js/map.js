// The form of a map: choosing a table or a column draws the form again, with what goes with it.
// htmx does the rest; without scripts the button "Look at the rows" does both.
(() => {
  const editor = document.getElementById("editor");
  let changed = false;

  editor.addEventListener("input", () => { changed = true; });
  editor.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  editor.addEventListener("change", (event) => {
    if (!event.target.closest("[data-redraw]")) return;
    event.stopPropagation(); // the rows come with the form
    const form = event.target.form;
    htmx.ajax("POST", `${form.getAttribute("hx-post")}?form=1`, {
      source: form, target: "#editor", swap: "innerHTML",
    });
  }, true);
})();
