// Small comforts of the talk; it works without them. Enter sends, the customer seems to
// type for a moment, new lines are read out, and the clock runs.
(() => {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const MOST_PAUSE_MS = 1600;
  let seen = lastIndex();
  let finishPause = null;

  function talk() { return document.getElementById("talk"); }
  function lines() { return [...document.querySelectorAll("#talk .customer")]; }
  function lastIndex() {
    return Math.max(-1, ...lines().map((line) => Number(line.dataset.index)));
  }

  function announce(line) {
    const said = document.createElement("p");
    said.textContent = `${talk().dataset.customer}: ${line.querySelector(".said").textContent}`;
    document.getElementById("announce").append(said);
  }

  function arrive(line) {
    const words = line.querySelector(".said").textContent;
    const pause = still.matches ? 0 : Math.min(MOST_PAUSE_MS, 300 + words.length * 8);
    line.classList.add("is-typing");
    line.scrollIntoView({ block: "nearest" });
    const show = () => {
      clearTimeout(timer);
      finishPause = null;
      line.classList.remove("is-typing");
      announce(line);
    };
    const timer = setTimeout(show, pause);
    finishPause = show;
  }

  // Any key or click skips the pause.
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => finishPause && finishPause());
  }

  document.addEventListener("keydown", (event) => {
    const isBox = event.target instanceof HTMLTextAreaElement && event.target.form?.id === "reply-form";
    if (!isBox || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!talk() || (event.detail.target && event.detail.target.id !== "talk")) return;
    const fresh = lines().filter((line) => Number(line.dataset.index) > seen);
    seen = Math.max(seen, lastIndex());
    if (fresh.length) arrive(fresh[fresh.length - 1]);
    const box = document.querySelector("#reply-form textarea");
    const next = box || document.querySelector("#over a");
    if (next && (fresh.length || document.activeElement === document.body)) {
      next.focus({ preventScroll: fresh.length > 0 });
    }
    if (box) box.setAttribute("aria-describedby", "reply-help");
  });

  setInterval(() => {
    const clock = document.querySelector("[data-deadline]");
    if (!clock) return;
    // This machine's clock may be wrong; Hotseat's counts.
    clock.dataset.ahead ??= Date.now() - new Date(clock.dataset.now);
    const now = Date.now() - Number(clock.dataset.ahead);
    const left = Math.round((new Date(clock.dataset.deadline) - now) / 1000);
    const minutes = Math.floor(Math.max(0, left) / 60);
    const text = left > 0 ? `${minutes}:${String(Math.max(0, left) % 60).padStart(2, "0")}` : "0:00";
    if (clock.textContent !== text) clock.textContent = text;
    if (left < -6 && left % 3 === 0) htmx.trigger(document.body, "time-is-up");
  }, 1000);
})();
