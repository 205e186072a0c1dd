// Shows each step while an answer is found, then opens the server's page with it; and all answers while they are read for.
// Forms and links work without this file too.
"use strict";

const form = document.getElementById("ask");
const step = document.getElementById("step");
const reading = document.getElementById("reading");
const stop = document.getElementById("stop");
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
    cancel();
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
    for await (const [name] of events("/v1/ask", question(asked), mine.signal)) {
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

// Reads on below the answer, and puts in what was found so far whenever there is more.
document.getElementById("read-on")?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in another tab
  event.preventDefault();
  leave();
  const mine = new AbortController();
  const found = document.getElementById("found");
  const address = event.target.href;
  newest = mine;
  stop.hidden = false;
  reading.textContent = "Reading on … (Esc stops)";
  let last = "";
  try {
    for await (const [name, data] of events(address, {}, mine.signal)) {
      if (mine !== newest) return;
      const told = JSON.parse(data);
      last = name;
      reading.textContent = name === "done" ? "Done." : `${told.line} (Esc stops)`;
      if (!told.html) continue;
      found.innerHTML = told.html; // of the server's own templates, which escape what is in articles
      offerCopies(found);
    }
  } catch {
    // whatever went wrong, the server explains it better on its own page
  }
  if (mine !== newest) return;
  leave();
  if (last === "done") history.replaceState(null, "", address);
  else location.assign(address);
});

stop?.addEventListener("click", cancel);

function cancel() {
  const reads = stop && !stop.hidden;
  leave();
  window.stop(); // in case the answer's page is loading already
  if (reads) reading.textContent = "Stopped: what was found so far is below, and there may be more.";
  else step.textContent = "Cancelled.";
}

function leave() {
  if (stop) stop.hidden = true;
  newest?.abort();
  newest = null;
}

// Returns the request with what the form asks.
function question(asked) {
  const all = (name) => asked.getAll(name).filter(Boolean);
  const q = asked.get("q").trim().replace(/\s+/g, " "); // as the page asks it, which then gets the remembered answer
  const given = { question: q, sources: all("source"), languages: all("language"), tags: all("tag") };
  for (const name of ["since", "until"]) if (asked.get(name)) given[name] = asked.get(name);
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) };
}

// Yields the names of the events that the server sends, with their data; none if it refuses.
async function* events(address, request, signal) {
  const headers = { ...request.headers, Accept: "text/event-stream" };
  const response = await fetch(address, { ...request, headers, signal });
  if (!response.ok) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let begun = ""; // the last line, which may be incomplete
  let name = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (begun + part.value).split("\n");
    begun = lines.pop();
    for (const line of lines) {
      if (line.startsWith("event: ")) name = line.slice("event: ".length);
      else if (line.startsWith("data: ")) yield [name, line.slice("data: ".length)];
    }
  }
}

offerCopies(document);

// Adds buttons that copy a quote with who printed it, where and when, if the browser allows that.
function offerCopies(within) {
  for (const each of navigator.clipboard ? within.querySelectorAll("[data-citation]") : []) offerCopy(each);
}

function offerCopy(each) {
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
  [...each.querySelectorAll("p.source")].at(-1).append(" · ", button);
}
