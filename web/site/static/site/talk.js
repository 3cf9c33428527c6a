// Small comforts of the talk; it works without them. Enter sends, but for keyboards on a
// screen, which have no Shift and Enter; the customer seems to type for a moment; what is
// new is read out, and the clock runs.
(() => {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const touch = window.matchMedia("(hover: none) and (pointer: coarse)");
  const wide = window.matchMedia("(min-width: 62rem)");
  const MOST_PAUSE_MS = 1200;
  const MOST_SHOWN = 5000;
  let seen = lastIndex();
  let finishPause = null;

  function talk() { return document.getElementById("talk"); }
  function lines() { return [...document.querySelectorAll("#talk .customer[data-index]")]; }
  function lastIndex() {
    return Math.max(-1, ...lines().map((line) => Number(line.dataset.index)));
  }

  // The brief is open where it stands beside the talk, and folded above it on a phone.
  const brief = document.getElementById("brief-fold");
  function fold() { brief.open = wide.matches; }
  if (brief) {
    fold();
    wide.addEventListener("change", fold);
  }

  // From the talk to the brief and back to where the talk stands.
  document.addEventListener("click", (event) => {
    if (event.target.matches(".to-brief")) brief.open = true;
    if (!event.target.matches("#brief-fold a[href='#talk']")) return;
    event.preventDefault();
    fold();
    const last = lines().pop();
    if (last) bring(last);
    document.querySelector("#reply-form textarea")?.focus({ preventScroll: true });
  });

  // A long talk opens where it stands, not where it began.
  if (seen > 2) bring(lines().pop());

  // The box to answer in is on the screen, and so is the line from its beginning.
  function bring(line) {
    document.querySelector(".composer, #over")?.scrollIntoView({ block: "nearest" });
    line.scrollIntoView({ block: "nearest" });
  }

  function read(sentence) {
    const said = document.createElement("p");
    said.textContent = sentence;
    document.getElementById("announce").append(said);
  }

  function announce(line) {
    const mood = line.querySelector(".feels")?.cloneNode(true);
    mood?.querySelectorAll("[aria-hidden]").forEach((sign) => sign.remove());
    const feels = mood?.textContent.replace(/\s+/g, " ").replace(" ,", ",").trim();
    const words = line.querySelector(".said").textContent;
    read(`${talk().dataset.customer}: ${words}${feels ? ` (${feels})` : ""}`);
  }

  // That it is over, and why; after the customer's last line.
  let isOver = document.getElementById("over") !== null;
  function announceEnd() {
    const over = document.getElementById("over");
    if (over && !isOver) {
      read([...over.querySelectorAll("h3, p")].slice(0, 2).map((part) => part.textContent).join(". "));
    }
    isOver = over !== null;
  }

  function arrive(line) {
    const words = line.querySelector(".said").textContent;
    const pause = still.matches ? 0 : Math.min(MOST_PAUSE_MS, 300 + words.length * 6);
    line.classList.add("is-typing");
    bring(line);
    const show = () => {
      clearTimeout(timer);
      finishPause = null;
      line.classList.remove("is-typing");
      announce(line);
      announceEnd();
    };
    const timer = setTimeout(show, pause);
    finishPause = show;
    if (!pause) show();
  }

  // Any key or click skips the pause.
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => finishPause && finishPause());
  }

  document.addEventListener("keydown", (event) => {
    const isBox = event.target instanceof HTMLTextAreaElement && event.target.form?.id === "reply-form";
    if (!isBox || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (touch.matches) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });

  function bubble(kind, name, words) {
    const item = document.createElement("li");
    item.className = kind;
    const who = document.createElement("p");
    who.className = "who";
    who.append(document.createElement("b"));
    who.firstChild.textContent = name;
    const said = document.createElement("div");
    said.className = "said";
    said.dir = "auto";
    said.textContent = words;
    item.append(who, said);
    // Seen at once; a screen reader hears the real lines when they are there.
    item.setAttribute("aria-hidden", "true");
    return item;
  }

  function withdraw() {
    document.querySelectorAll(".turns .sending").forEach((item) => item.remove());
  }

  document.addEventListener("hotseat:not-sent", withdraw);

  // While a reply is under way it stands in the talk already, and the customer answers.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "reply-form") return;
    withdraw();
    const turns = document.querySelector("#talk .turns");
    // More than can be sent is not laid out: that would take the browser too long.
    const words = event.detail.elt.querySelector("textarea").value.slice(0, MOST_SHOWN);
    turns.append(
      bubble("sending from-you", talk().dataset.you, words),
      bubble("sending from-them", talk().dataset.customer, ""),
    );
    turns.lastChild.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!talk() || (event.detail.target && event.detail.target.id !== "talk")) return;
    const fresh = lines().filter((line) => Number(line.dataset.index) > seen);
    seen = Math.max(seen, lastIndex());
    tick();
    if (fresh.length) arrive(fresh[fresh.length - 1]);
    else announceEnd();
    const box = document.querySelector("#reply-form textarea");
    const next = box || document.querySelector("#over a");
    if (next && (fresh.length || document.activeElement === document.body)) {
      next.focus({ preventScroll: fresh.length > 0 });
    }
  });

  // Whoever doesn't see the clock hears it twice.
  let warned = Infinity;
  function warn(left) {
    for (const [seconds, sentence] of [[300, talk().dataset.fiveLeft], [60, talk().dataset.oneLeft]]) {
      if (left <= seconds && left > seconds - 30 && warned > seconds) {
        warned = seconds;
        read(sentence);
      }
    }
  }

  function tick() {
    const clock = document.querySelector("[data-deadline]");
    if (!clock) return;
    // This machine's clock may be wrong; Hotseat's counts.
    clock.dataset.ahead ??= Date.now() - new Date(clock.dataset.now);
    const now = Date.now() - Number(clock.dataset.ahead);
    const left = Math.round((new Date(clock.dataset.deadline) - now) / 1000);
    const minutes = Math.floor(Math.max(0, left) / 60);
    const text = left > 0 ? `${minutes}:${String(Math.max(0, left) % 60).padStart(2, "0")}` : "0:00";
    if (clock.textContent !== text) clock.textContent = text;
    warn(left);
    if (left < -6 && left % 3 === 0) htmx.trigger(document.body, "time-is-up");
  }
  tick();
  setInterval(tick, 1000);
})();
