// Keys, and forms that are taken without loading the page anew. Every page works without it.
"use strict";

// A button or link with data-key is pressed by that key, where nobody is writing. Among things
// with data-row, j and k go to the next and the one before; data-row-key is pressed in that one.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = event.target;
  if (at instanceof HTMLElement && (at.isContentEditable || at.closest("textarea, select, input:not([type=checkbox]):not([type=radio])"))) return;
  const rows = [...document.querySelectorAll("[data-row]")];
  // The row of an address, which a browser shows but does not focus, counts where nothing is.
  const row = at instanceof HTMLElement && at !== document.body ? at.closest("[data-row]") : document.querySelector("[data-row]:target");
  const step = { j: 1, k: -1 }[event.key];
  if (rows.length && step) {
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, row ? rows.indexOf(row) + step : 0))].focus();
    return;
  }
  const within = [...(row ? row.querySelectorAll("[data-row-key]") : [])].find((one) => one.dataset.rowKey === event.key);
  const found = within || [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && !one.disabled);
  if (found) {
    event.preventDefault();
    if (found.matches("textarea, select, summary, input:not([type=checkbox])")) found.focus();
    if (!found.matches("textarea, select, input:not([type=checkbox])")) found.click();
  }
});

// A form with data-inplace is sent in the background; <main> of the answer takes the place of ours.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("inplace" in form.dataset) || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const post = form.method === "post";
  const url = new URL(form.action);
  if (!post) url.search = new URLSearchParams(body).toString();
  try {
    const answer = await fetch(url, post ? { method: "POST", body } : {});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!main) throw new Error("the answer is no page");
    // After a search the keys are for what was found; after a decision one goes on where one was.
    const focused = post && document.activeElement?.id;
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    if (answer.url !== location.href) history.pushState({}, "", answer.url);
    const there = focused && document.getElementById(focused);
    (there || main).focus();
    if (!there) scrollTo(0, 0);
  } catch {
    delete form.dataset.inplace;
    form.requestSubmit(event.submitter);
  }
});
window.addEventListener("popstate", () => location.reload());
