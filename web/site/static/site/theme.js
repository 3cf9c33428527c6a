// Light or dark, before anything is drawn: as the machine is set, unless somebody has
// chosen; then the page comes in those colours.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function paint() {
    root.dataset.bsTheme = root.dataset.look || (dark.matches ? "dark" : "light");
    document.dispatchEvent(new Event("hotseat:painted"));
  }

  dark.addEventListener("change", paint);
  paint();

  // A choice is shown at once and kept by the server; nothing on the page is lost.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "look" || !event.submitter) return;
    event.preventDefault();
    const look = event.submitter.value;
    root.dataset.look = look;
    paint();
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    fetch(form.action, { method: "POST", body: new URLSearchParams({ look }), redirect: "manual" })
      .catch(() => {});
  });
})();
