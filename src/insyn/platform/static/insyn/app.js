/* Small things that make the pages kinder. Every page works without this file. */
(() => {
  "use strict";

  const KEPT = "insyn:kept:";
  const SENT = "insyn:sent";
  const PAUSE = 300;
  const page = document.documentElement;
  const user = document.body.dataset.user || "";

  const fromTemplate = (id) =>
    document.getElementById(id).content.firstElementChild.cloneNode(true);
  const cookie = (name) =>
    (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`)) || [])[1] || "";

  /* ----- the place in a long menu is in view ----- */

  const here = document.querySelector(".u-side [aria-current]");
  if (here) {
    const menu = here.closest(".u-side");
    const below = here.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
    if (below > 0) menu.scrollTop = below + menu.clientHeight / 2;
  }

  /* ----- htmx: our seal on what is sent, a sentence when the network fails ----- */

  const seal = (verb, headers) => {
    if (String(verb).toUpperCase() !== "GET") headers["X-CSRFToken"] = cookie("csrftoken");
  };
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    seal(request.method, request.headers);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    seal(event.detail.verb, event.detail.headers);
  });
  const sayNetworkFailed = () => {
    const place = document.getElementById("meddelanden");
    if (place) place.replaceChildren(fromTemplate("natfel"));
  };
  document.addEventListener("htmx:error", sayNetworkFailed);
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.raw.status >= 500) sayNetworkFailed();
  });

  /* ----- a question before something that cannot be undone ----- */

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (!button || button.dataset.confirmed === "yes") return;
    event.preventDefault();
    const dialog = fromTemplate("bekrafta");
    dialog.querySelector("h2").textContent = button.dataset.confirm;
    dialog.querySelector("p").textContent = button.dataset.confirmText || "";
    const yes = dialog.querySelector("[value=yes]");
    yes.textContent = button.dataset.confirmYes || button.textContent.trim();
    if (button.dataset.color) yes.dataset.color = button.dataset.color;
    dialog.addEventListener("close", () => {
      dialog.remove();
      button.focus();
      if (dialog.returnValue !== "yes") return;
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[value=no]").focus();
  });

  /* ----- the same form is not sent twice by a double click ----- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    setTimeout(() => delete form.dataset.sending, 3000);
  });

  /* ----- colours: change at once, and tell the server ----- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-color-mode]") || !event.submitter) return;
    event.preventDefault();
    delete form.dataset.sending;
    const body = new FormData(form, event.submitter);
    page.dataset.colorScheme = event.submitter.value;
    for (const button of form.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    form.closest("[popover]").hidePopover();
    fetch(form.action, { method: "POST", body }).catch(sayNetworkFailed);
  });

  /* ----- what was typed is kept in this tab until the server has taken it ----- */

  const store = {
    read(key) {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* full or forbidden: the page works as without it */
      }
    },
    remove(key) {
      try {
        sessionStorage.removeItem(key);
      } catch {
        /* forbidden: then there is nothing to remove */
      }
    },
    keys() {
      try {
        return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
      } catch {
        return [];
      }
    },
  };

  const keepable = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name &&
        !field.disabled &&
        !["password", "file", "hidden", "submit", "button", "reset"].includes(field.type) &&
        field.tagName !== "FIELDSET",
    );
  const valuesOf = (form) =>
    keepable(form).map((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked;
      if (field.multiple) return [...field.selectedOptions].map((option) => option.value);
      return field.value;
    });
  const namesOf = (form) =>
    keepable(form).map((field) =>
      ["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name,
    );
  const fill = (form, kept) => {
    const places = namesOf(form);
    keepable(form).forEach((field, index) => {
      if (!Object.hasOwn(kept, places[index])) return;
      const value = kept[places[index]];
      if (typeof value === "boolean") field.checked = value;
      else if (Array.isArray(value)) {
        for (const option of field.options) option.selected = value.includes(option.value);
      } else field.value = value;
    });
  };
  const keyOf = (form) =>
    `${KEPT}${user}:${location.pathname}:${form.dataset.keep || form.getAttribute("action") || ""}`;

  const keptForms = new Map();

  const isDirty = (form) => JSON.stringify(valuesOf(form)) !== keptForms.get(form).original;
  const keep = (form) => {
    if (keptForms.get(form).sent) return;
    if (!isDirty(form)) {
      store.remove(keyOf(form));
      return;
    }
    const names = namesOf(form);
    store.write(keyOf(form), Object.fromEntries(valuesOf(form).map((v, i) => [names[i], v])));
  };

  const restore = (form) => {
    const kept = store.read(keyOf(form));
    if (!kept) return;
    const before = JSON.stringify(valuesOf(form));
    fill(form, kept);
    if (JSON.stringify(valuesOf(form)) === before) return;
    const line = fromTemplate("aterstallt");
    line.querySelector("button").addEventListener("click", () => {
      form.reset();
      store.remove(keyOf(form));
      line.remove();
      const first = keepable(form)[0];
      if (first) first.focus();
    });
    form.prepend(line);
  };

  /* What the server has filled in on request (data-refilled) is newer than what was kept. */
  const watch = (form) => {
    const isRefilled = "refilled" in form.dataset;
    const original = isRefilled ? "" : JSON.stringify(valuesOf(form));
    keptForms.set(form, { original, sent: false });
    if (isRefilled) keep(form);
    else restore(form);
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(form), PAUSE);
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(waiting);
      keep(form);
      store.write(SENT, { key: keyOf(form), path: location.pathname });
      keptForms.get(form).sent = true;
    });
  };

  /* The server took what was sent when it thanks for it, or leads on to another page. The
     log-in page and the error pages keep the text instead (data-keeps-text). */
  const forgetWhatWasTaken = () => {
    const sent = store.read(SENT);
    const keeps = "keepsText" in document.body.dataset;
    const thanked = document.querySelector("[data-kept-clear]") !== null;
    if (!sent || keeps) return;
    const elsewhere = sent.path !== location.pathname;
    if (thanked || elsewhere) store.remove(sent.key);
    store.remove(SENT);
  };

  const forgetOthers = () => {
    if (!user) return;
    for (const key of store.keys()) {
      if (!key.startsWith(`${KEPT}${user}:`)) store.remove(key);
    }
  };

  forgetOthers();
  forgetWhatWasTaken();
  document.querySelectorAll("form[data-keep]").forEach(watch);

  addEventListener("pagehide", () => keptForms.forEach((_, form) => keep(form)));
  addEventListener("beforeunload", (event) => {
    for (const [form, { sent }] of keptForms) {
      if (!sent && form.isConnected && isDirty(form)) event.preventDefault();
    }
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.forms) delete form.dataset.sending;
    keptForms.forEach((state) => (state.sent = false));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-logout]")) return;
    keptForms.clear();
    store.keys().forEach(store.remove);
    store.remove(SENT);
  });

  /* ----- the list of what must be put right is where the reader starts ----- */

  const errors = document.querySelector("form[method=post] [data-focus]");
  if (errors) errors.focus();
})();
