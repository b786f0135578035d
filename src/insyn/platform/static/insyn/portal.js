/* The provider's pages: large files are stopped, questions come and go as answers say, and the next unanswered is one tap away.
   Every page works without this file. */
(() => {
  "use strict";

  /* ----- a file that is too large is stopped before it is sent ----- */

  for (const files of document.querySelectorAll("form[data-most-bytes]")) {
    const input = files.querySelector("input[type=file]");
    if (!input) continue;
    const check = () => {
      const isTooLarge = [...input.files].some((file) => file.size > Number(files.dataset.mostBytes));
      input.setCustomValidity(isTooLarge ? files.dataset.tooLarge : "");
      return input.reportValidity();
    };
    input.addEventListener("change", check);
    files.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    });
  }

  const form = document.getElementById("enkat");
  if (!form) return;
  const questions = [...form.querySelectorAll("[data-question]")];
  const byKey = new Map(questions.map((one) => [one.dataset.question, one]));
  const NOT_APPLICABLE = "not_applicable";

  /* ----- what is answered on the page just now ----- */

  const field = (one, name) => one.querySelector(`[name="${name}-${one.dataset.question}"]`);
  const typed = (one, name) => (field(one, name)?.value || "").trim();
  const answerTo = (one) => {
    if (field(one, "na")?.checked) return NOT_APPLICABLE;
    const inputs = [...one.querySelectorAll(`[name="answer-${one.dataset.question}"]`)];
    const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
    switch (one.dataset.type) {
      case "several":
        return ticked.length ? ticked : null;
      case "sample": {
        const [right, of] = [Number(typed(one, "right")), Number(typed(one, "of"))];
        return typed(one, "of") && of > 0 ? (100 * right) / of : null;
      }
      case "document":
        return one.querySelector(".u-portal-files") ? "file" : null;
      default:
        if (inputs[0]?.type === "radio") return ticked[0] ?? null;
        return (inputs[0]?.value || "").trim() || null;
    }
  };
  const isNumber = (one) => ["number", "percent"].includes(one.dataset.type);
  const number = (text) => Number(String(text).replace(/\s/g, "").replace(",", ".").replace("−", "-"));

  /* ----- is a question asked? The same rule as on the server ----- */

  const rank = (on, value, order) =>
    order.length ? -order.indexOf(value) : isNumber(on) ? number(value) : value;
  const holds = ({ how, value, order }, on) => {
    const answer = answerTo(on);
    if (answer === null) return false;
    if (how === "answered") return true;
    if (answer === NOT_APPLICABLE) return how === "is_not";
    const same = Array.isArray(answer)
      ? answer.includes(value)
      : isNumber(on)
        ? number(answer) === value
        : answer === value;
    if (how === "is") return same;
    if (how === "is_not") return !same;
    const [left, right] = [rank(on, answer, order), rank(on, value, order)];
    return how === "at_least" ? left >= right : left <= right;
  };
  const isClosed = (one) => !one.querySelector("[data-seen]");
  const refresh = () => {
    for (const one of questions) {
      const condition = one.dataset.condition && JSON.parse(one.dataset.condition);
      const on = condition && byKey.get(String(condition.on));
      if (!on || isClosed(on)) continue; // asked on another page: the server has said
      one.hidden = on.hidden || !holds(condition, on);
    }
  };
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  form.addEventListener("outbox:filled", refresh);
  refresh();

  /* ----- the next one that is left: on this page at once, else where the server says ----- */

  const touched = new Set();
  form.addEventListener("input", (event) => {
    const one = event.target.closest("[data-question]");
    const isComment = String(event.target.name || "").startsWith("comment-");
    if (one && !isComment) touched.add(one);
  });
  const isLeft = (one) => {
    if (one.hidden || isClosed(one) || !("required" in one.dataset)) return false;
    const waits = ["prefilled", "returned"].includes(one.dataset.state) && !touched.has(one);
    return waits || answerTo(one) === null;
  };
  const go = (one) => {
    one.scrollIntoView({ block: "start" });
    const first = one.querySelector("input:checked, input:not([type=hidden]), textarea");
    (first || one).focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next-unanswered]")) return;
    const here = questions.indexOf(document.activeElement?.closest("[data-question]"));
    const left = questions.filter(isLeft);
    const next = left.find((one) => questions.indexOf(one) > here) || left[0];
    if (!next) return;
    event.preventDefault();
    go(next);
  });

  /* ----- when the server has an answer, the question says so ----- */

  const answered = document.getElementById("besvarad");
  const watcher = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.dataset.state !== "answered") continue;
      const place = target.querySelector("[data-answer-state]");
      if (place) place.replaceChildren(answered.content.cloneNode(true));
      const button = target.querySelector("[data-outbox-confirm]");
      if (!button) continue;
      if (button === document.activeElement) go(target);
      button.hidden = true;
    }
  });
  for (const one of questions) {
    watcher.observe(one, { attributes: true, attributeFilter: ["data-state"] });
  }

  /* ----- a form that is sent whole says which answers the page showed ----- */

  form.addEventListener("submit", () => {
    for (const one of questions) {
      const seen = one.querySelector("[data-seen]");
      if (seen) seen.value = one.dataset.revision;
    }
  });
})();
