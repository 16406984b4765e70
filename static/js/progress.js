// How far a job is, asked once a second; without this file the page loads itself again.
(() => {
  const panel = document.querySelector("[data-progress]");
  const bar = panel.querySelector("progress");
  const text = panel.querySelector("[data-progress-text]");
  const said = panel.querySelector("[data-progress-said]");
  const alone = document.querySelector("[data-no-worker]");
  let step = null;

  function show(progress) {
    text.textContent = progress.text;
    alone.hidden = progress.has_worker;
    if (progress.percent === null) bar.removeAttribute("value");
    else bar.value = progress.percent;
    // A screen reader hears every tenth part, not every second.
    const now = `${progress.state} ${Math.floor((progress.percent || 0) / 10)}`;
    if (now === step) return;
    step = now;
    said.textContent = progress.text;
  }

  async function look() {
    try {
      const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      const progress = await answer.json();
      if (!progress.is_open) return location.reload();
      show(progress);
    } catch {
      // The web server may be starting again; the job does not mind.
    }
    setTimeout(look, 1000);
  }

  look();
})();
