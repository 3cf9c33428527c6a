// Why a reply was not taken stands, with its words, until the learner types, sends or
// hides it: the page may ask for the talk again and again meanwhile.
(() => {
  const KEPT = ["refusal", "unsent"];
  let held = [];

  function box() { return document.querySelector("#reply-form textarea"); }
  function drop() { document.getElementById("refusal")?.remove(); }
  function isTalk(event) { return event.detail.target?.id === "talk"; }
  function isReply(event) { return event.detail.requestConfig.verb === "post"; }

  function offerHiding() {
    const button = document.querySelector("#refusal button");
    if (button) button.hidden = false;
  }

  function putBack(notes) {
    // It was read out when it came.
    for (const note of notes) note.removeAttribute("role");
    const unsent = notes.find((note) => note.id === "unsent");
    if (!box()) {
      const over = document.getElementById("over");
      if (over) over.before(...notes);
      else document.getElementById("waiting")?.after(...notes);
      return;
    }
    if (unsent && !box().value) box().value = unsent.querySelector(".said").textContent;
    document.querySelector(".composer").prepend(...notes.filter((note) => note !== unsent));
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isTalk(event)) return;
    const notes = isReply(event) ? [] : KEPT.map((id) => document.getElementById(id));
    held = notes.filter(Boolean);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!isTalk(event)) return;
    putBack(held.filter((note) => !document.getElementById(note.id)));
    held = [];
    offerHiding();
  });

  document.addEventListener("input", (event) => {
    if (event.target === box()) drop();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "reply-form") drop();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.matches("#refusal button")) return;
    drop();
    box()?.focus();
  });
  offerHiding();
})();
