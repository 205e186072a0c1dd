// Shows each step while an answer is found, then the page that the server makes of it. Without this file the form works too.
"use strict";

const form = document.getElementById("ask");
const step = document.getElementById("step");
const steps = { retrieved: "Passages found; reading …", read: "Read; checking quotes …", quoted: "Quotes found …" };
let leaving = null;

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && form) {
    event.preventDefault();
    form.q.focus();
    form.q.select();
  } else if (event.key === "Escape" && leaving) {
    leaving.abort();
  }
});

document.getElementById("quote")?.focus({ preventScroll: true });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const target = new URL(form.action);
  const asked = new FormData(form);
  for (const [name, value] of asked) if (value) target.searchParams.append(name, value);
  leaving?.abort();
  leaving = new AbortController();
  step.textContent = "Searching … (Esc cancels)";
  try {
    await follow(asked, leaving.signal);
    location.assign(target);
  } catch (error) {
    step.textContent = error.name === "AbortError" ? "Cancelled." : "";
    if (error.name !== "AbortError") location.assign(target);
  }
});

async function follow(asked, signal) {
  const some = (name) => [asked.get(name)].filter(Boolean);
  const question = { question: asked.get("q"), sources: some("source"), languages: some("language") };
  for (const name of ["since", "until"]) if (asked.get(name)) question[name] = asked.get(name);
  const response = await fetch("/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(question),
    signal,
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const names = [...part.value.matchAll(/^event: (\w+)$/gm)];
    if (names.length) step.textContent = steps[names.at(-1)[1]] ?? step.textContent;
  }
}
