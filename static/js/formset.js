// "Add another" for lists of forms; without this file the list always ends in one empty form.
for (const list of document.querySelectorAll("[data-formset]")) {
  const button = list.querySelector("[data-add-row]");
  const total = list.querySelector(`[name="${list.dataset.formset}-TOTAL_FORMS"]`);
  const template = list.querySelector("template");
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = template.content.firstElementChild.cloneNode(true);
    row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    button.before(row);
    row.querySelector("input:not([type=hidden]), select").focus();
  });
}
