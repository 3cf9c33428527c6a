// From the box to Hotseat: what is typed is kept until it is sent, and where nothing
// came back a plain sentence says what happens next. Without this, pages do it.
(() => {
  const AGAIN_MS = 2000;
  const place = `draft:${location.pathname}`;
  let again = null;

  function talk() { return document.getElementById("talk"); }
  function box() { return document.querySelector("#reply-form textarea"); }
  function plain(words) { return words.replace(/\s+/g, " ").trim(); }

  // --- drafts: for this window alone, as long as it is open

  function draft() {
    try { return sessionStorage.getItem(place) || ""; } catch { return ""; }
  }
  function keep(words) {
    try {
      if (words) sessionStorage.setItem(place, words);
      else sessionStorage.removeItem(place);
    } catch { /* Storage is full or forbidden: then the box alone has the words. */ }
  }

  // Words whose answer was lost on the way are in the talk already.
  function wasSent(words) {
    const said = [...document.querySelectorAll("#talk .learner[data-index] .said")].pop();
    return said !== undefined && plain(said.textContent) === plain(words);
  }

  function restore() {
    if (wasSent(draft())) keep("");
    if (box() && !box().value) box().value = draft();
  }

  function showUnsent() {
    if (!draft() || document.getElementById("unsent")) return;
    const note = document.createElement("div");
    note.id = "unsent";
    note.className = "panel";
    const says = document.createElement("p");
    says.textContent = talk().dataset.unsent;
    const words = document.createElement("div");
    words.className = "said";
    words.dir = "auto";
    words.textContent = draft();
    note.append(says, words);
    document.getElementById("over").before(note);
    keep("");
  }

  document.addEventListener("input", (event) => {
    if (event.target === box()) keep(box().value);
  });
  // The page asks again and again; that it waits is read out once.
  let heard = "";
  function announceWait() {
    const wait = document.getElementById("waiting");
    const says = wait ? plain(wait.textContent) : "";
    if (says && says !== heard) {
      const sentence = document.createElement("p");
      sentence.textContent = says;
      document.getElementById("announce").append(sentence);
    }
    heard = says;
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!talk() || event.detail.target.id !== "talk") return;
    const isReply = event.detail.requestConfig.verb === "post";
    const isTaken = !document.getElementById("unsent") && !(box() && box().value);
    if (isReply && isTaken) keep("");
    restore();
    announceWait();
    if (!isReply && document.getElementById("over")) showUnsent();
  });

  // --- where nothing came back, or something else than the talk

  function say(sentence, link) {
    let note = document.getElementById("not-sent");
    if (!note) {
      note = document.createElement("p");
      note.id = "not-sent";
      note.className = "alert alert-warning mt-3";
      note.setAttribute("role", "alert");
      talk().append(note);
    }
    if (note.dataset.says === sentence) return;
    note.dataset.says = note.textContent = sentence;
    if (link) note.append(" ", link);
    note.scrollIntoView({ block: "nearest" });
  }

  function signIn() {
    const link = document.createElement("a");
    link.href = talk().dataset.signInAt;
    link.textContent = talk().dataset.signIn;
    return link;
  }

  // The same request as before. A reply has the same key: it is never stored twice.
  function retry(element) {
    if (element.id === "reply-form" && element.isConnected) element.requestSubmit();
    else if (element.tagName === "A" && element.isConnected) htmx.trigger(element, "click");
    else htmx.ajax("GET", location.pathname, { target: "#talk", swap: "outerHTML" });
  }

  function failed(event) {
    if (!talk()) return;
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    const element = event.detail.elt;
    document.dispatchEvent(new Event("hotseat:not-sent"));
    clearTimeout(again);
    // Half a sentence is not to be sent by itself.
    if (box()) box().readOnly = false;
    if (status === 401 || status === 403) return say(talk().dataset.signedOut, signIn());
    if (status >= 400 && status < 500) return say(talk().dataset.broken);
    if (box() && element.id === "reply-form") box().readOnly = true;
    say(talk().dataset.noConnection);
    again = setTimeout(retry, AGAIN_MS, element);
  }

  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(kind, failed);
  }
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.xhr.status < 400) document.getElementById("not-sent")?.remove();
  });

  // A page that was gone back to is as it was left, with words that were sent since.
  restore();
})();
