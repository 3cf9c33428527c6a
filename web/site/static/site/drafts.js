// Words that were typed and not sent are their writer's alone: they go when somebody
// signs out, on whatever page, and when somebody else has signed in. Before sending.js,
// which puts them into the box again.
(() => {
  const OWNER = "drafts-of";

  // Storage may be forbidden: then nothing was kept.
  function forget() {
    try { sessionStorage.clear(); } catch { }
  }

  const person = document.body.dataset.person;
  try {
    if (person && sessionStorage.getItem(OWNER) !== person) {
      forget();
      sessionStorage.setItem(OWNER, person);
    }
  } catch { }

  document.addEventListener("submit", (event) => {
    if (event.target.id === "sign-out") forget();
  });
})();
