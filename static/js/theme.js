// Follows the reader's system: light or dark. Runs before the page is painted,
// and lets the style sheet know that scripts run.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  apply();
  document.documentElement.classList.add("has-js");
  dark.addEventListener("change", apply);
})();
