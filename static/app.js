// Puts the result in place instead of loading a page. The server renders every word of it: this
// posts a form, reads the page that comes back, and swaps the parts marked data-swap.
"use strict";

// Milliseconds: after the first, the page says that it waits; after the second, it gives up.
const PATIENCE = 200;
const TIMEOUT = 30_000;
const SCORING = "유사도를 재고 있습니다…";
const ASKING = "이유를 찾고 있습니다…";
const UNREACHABLE = "서버에 연결하지 못했습니다. 연결을 확인하고 다시 시도해 주세요.";
const FAILED = "서버가 답하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.";

let busy = false;

function say(text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  document.getElementById("status").replaceChildren(line);
}

function showWaiting(value, form) {
  document.body.classList.toggle("waiting", value);
  for (const area of document.querySelectorAll("textarea")) area.readOnly = value;
  // Not `disabled`, which would take the focus away.
  for (const button of document.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", String(value));
  }
  if (value) say(form.matches(".ask") ? ASKING : SCORING, "pending");
}

function swap(page, asking) {
  const target = page.querySelector("[autofocus]");
  target.removeAttribute("autofocus"); // meant for a page that loads
  for (const part of document.querySelectorAll("[data-swap]")) {
    // Who asks why may have begun to type the next pair.
    if (asking && part.id === "fields") continue;
    part.replaceChildren(...page.getElementById(part.id).childNodes);
  }
  document.title = page.title;
  target.focus({ preventScroll: true });
  (target.closest("section") ?? target).scrollIntoView({ block: "nearest" });
}

function fail(text) {
  document.getElementById("heading").replaceChildren();
  document.getElementById("details").replaceChildren();
  say(text, "failure");
  document.title = "오류 · 두 문장의 유사도 · KoELECTRA";
}

async function send(form) {
  let response, text;
  try {
    response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    text = await response.text();
  } catch (error) {
    return fail(error.name === "TimeoutError" ? FAILED : UNREACHABLE);
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.getElementById("fields")) return swap(page, form.matches(".ask"));
  fail(page.getElementById("problem")?.textContent ?? FAILED);
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  const timer = setTimeout(showWaiting, PATIENCE, true, event.target);
  try {
    await send(event.target);
  } finally {
    clearTimeout(timer);
    showWaiting(false);
    busy = false;
  }
});

// A line break means nothing in a sentence, so Enter sends the form. Unlike keydown, beforeinput
// comes after an input method has finished its syllable.
document.addEventListener("beforeinput", (event) => {
  if (event.inputType !== "insertLineBreak" && event.inputType !== "insertParagraph") return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
