// Shows each step while an answer is found, then opens the server's page with it. The form works without this file too.
"use strict";

const form = document.getElementById("ask");
const step = document.getElementById("step");
const quote = document.getElementById("quote");
const steps = { retrieved: "Passages found; reading …", read: "Read; checking quotes …", quoted: "Quotes found …" };
let newest = null; // the current submission; no other may change the status or open a page

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !typing && form && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    form.q.focus();
    form.q.select();
  } else if (event.key === "Escape" && newest && !event.isComposing) {
    event.preventDefault(); // else it would clear the question too
    leave();
    window.stop(); // in case the answer's page is loading already
    step.textContent = "Cancelled.";
  }
});

quote?.focus({ preventScroll: true });
if (quote && !location.hash) quote.scrollIntoView({ block: "center" });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  leave();
  const mine = new AbortController();
  newest = mine;
  step.textContent = "Searching … (Esc cancels)";
  const asked = new FormData(form);
  const target = new URL(form.action);
  for (const [name, value] of asked) if (value) target.searchParams.append(name, value);
  try {
    for await (const name of events(asked, mine.signal)) {
      if (mine !== newest) return;
      if (name === "failed") break;
      step.textContent = steps[name] ?? step.textContent;
    }
  } catch {
    // whatever went wrong, the server explains it better on its own page
  }
  if (mine !== newest) return;
  mine.abort();
  step.textContent = "Opening the answer …";
  location.assign(target);
});

window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => {
  if (event.persisted && step) step.textContent = "";
});

function leave() {
  newest?.abort();
  newest = null;
}

// Yields the names of the events that the server sends; none if it refuses.
async function* events(asked, signal) {
  const all = (name) => asked.getAll(name).filter(Boolean);
  const q = asked.get("q").trim().replace(/\s+/g, " "); // as the page asks it, which then gets the remembered answer
  const question = { question: q, sources: all("source"), languages: all("language") };
  for (const name of ["since", "until"]) if (asked.get(name)) question[name] = asked.get(name);
  const response = await fetch("/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(question),
    signal,
  });
  if (!response.ok) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let begun = ""; // the last line, which may be incomplete
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (begun + part.value).split("\n");
    begun = lines.pop();
    for (const line of lines) if (line.startsWith("event: ")) yield line.slice("event: ".length);
  }
}

// Adds buttons that copy a quote with who printed it, where and when, if the browser allows that.
for (const each of navigator.clipboard ? document.querySelectorAll("[data-citation]") : []) {
  const button = document.createElement("button");
  const number = each.dataset.number;
  const say = (words) => {
    button.textContent = words;
    button.setAttribute("aria-label", `${words} citation [${number}]`);
  };
  button.type = "button";
  button.className = "copy";
  say("Copy");
  button.addEventListener("click", async () => {
    let done = "Copied";
    try {
      await navigator.clipboard.writeText(each.dataset.citation);
    } catch {
      done = "Not copied:";
    }
    say(done);
    step.textContent = `${done} citation [${number}]`;
    setTimeout(() => say("Copy"), 2000);
  });
  each.querySelector("p.source").append(" · ", button);
}
