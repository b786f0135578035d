/* Answers are kept on the device first, then on the server, and the status line says which.
   Without this file the forms are sent as they are.

   An answer becomes a row in IndexedDB with a mark of its own before it is sent, and goes away
   when the server has said what came of it. The mark keeps it from being done twice. */
(() => {
  "use strict";

  const texts = document.getElementById("utkorg");
  const user = document.body.dataset.user || "";
  const line = document.querySelector("[data-outbox-status]");
  if (!texts || !user || !line) return;

  const form = document.querySelector("form[data-outbox]");
  const gates = [...document.querySelectorAll("form[data-outbox], form[data-outbox-gate]")];
  const scope = (gates[0] || { dataset: {} }).dataset.response || "";
  const fields = new Map();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("insyn-outbox") : null;

  const TYPING = 250;
  const BATCH = 50;
  const BYTES = 400000;
  const PATIENCE = 15000;
  const WAITS = [5, 10, 20, 40, 60];
  const NO_NEWS = 2147483647;

  /* ----- the device ----- */

  let opened;
  const open = () =>
    (opened ||= new Promise((yes, no) => {
      const asked = indexedDB.open("insyn-outbox", 1);
      asked.onupgradeneeded = () => {
        const base = asked.result;
        base.createObjectStore("rows", { keyPath: "seq", autoIncrement: true }).createIndex("user", "user");
        base.createObjectStore("seen"); // the revision that this device's own answer last got
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        yes(asked.result);
      };
      asked.onerror = asked.onblocked = () => no(asked.error);
    }));

  /* One transaction over this user's rows: `act` gets them in order, and the stores. */
  const withRows = async (mode, act) => {
    const base = await open();
    return new Promise((yes, no) => {
      const whole = base.transaction(["rows", "seen"], mode, { durability: "strict" });
      const store = whole.objectStore("rows");
      let answer;
      store.index("user").getAll(user).onsuccess = (event) => {
        answer = act(event.target.result, store, whole.objectStore("seen"));
      };
      whole.oncomplete = () => yes(answer);
      whole.onabort = whole.onerror = () => no(whole.error);
    });
  };

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");

  const seenKey = (row) => `${user}/${row.response}/${row.question}`;
  const isSame = (a, b) => a.response === b.response && a.question === b.question;

  /* ----- the questions on the page ----- */

  const inputs = (set, name) => [...set.querySelectorAll(`[name="${name}-${set.dataset.question}"]`)];
  const first = (set, name) => inputs(set, name)[0];
  const textOf = (set, name) => (first(set, name) || {}).value || "";

  const read = (set) => {
    const answers = inputs(set, "answer");
    const comment = textOf(set, "comment");
    const ticked = answers.filter((box) => box.checked).map((box) => box.value);
    let value = textOf(set, "answer") || null;
    if ((first(set, "na") || {}).checked) value = "not_applicable";
    else if (set.dataset.type === "sample") {
      const right = textOf(set, "right");
      const of = textOf(set, "of");
      value = right || of ? { right, of } : null;
    } else if (set.dataset.type === "several") value = ticked.length ? ticked : null;
    else if (answers[0] && answers[0].type === "radio") value = ticked[0] || null;
    return { value, comment };
  };

  const write = (set, { value, comment }) => {
    const isOff = value === "not_applicable";
    const off = first(set, "na");
    if (off) off.checked = isOff;
    const chosen = [].concat(value).map(String);
    for (const box of inputs(set, "answer")) {
      if (box.type === "radio" || box.type === "checkbox") box.checked = chosen.includes(box.value);
      else box.value = value === null || isOff ? "" : shown(box, value);
    }
    for (const part of ["right", "of"]) {
      if (first(set, part)) first(set, part).value = value && !isOff ? (value[part] ?? "") : "";
    }
    if (first(set, "comment")) first(set, "comment").value = comment;
    remember(set);
    set.dispatchEvent(new CustomEvent("outbox:filled", { bubbles: true }));
  };
  const shown = (box, value) =>
    typeof value === "number" && box.type !== "number" ? String(value).replace(".", ",") : value;

  const inWords = (set, { value, comment }) => {
    const labelled = [].concat(value === null ? [] : value).map((one) => {
      if (one && typeof one === "object") return `${one.right} / ${one.of}`;
      const box = [...inputs(set, "answer"), ...inputs(set, "na")].find(
        (input) => input.labels && ["radio", "checkbox"].includes(input.type) &&
          (input.value === String(one) || (one === "not_applicable" && input === first(set, "na"))),
      );
      return box && box.labels[0] ? box.labels[0].textContent.trim() : String(one);
    });
    return [labelled.join(", ") || "–", comment].filter(Boolean).join(" · ");
  };

  const known = new Map();
  const remember = (set) => known.set(set, JSON.stringify(read(set)));
  const isDirty = (set) => known.get(set) !== JSON.stringify(read(set));
  const raise = (set, revision) => {
    set.dataset.revision = Math.max(Number(set.dataset.revision) || 0, revision || 0);
  };

  /* ----- what is true ----- */

  let rows = [];
  let net = "";
  let said = {};
  let savedAt = null;
  let isBroken = false;
  let saving = 0;

  const tell = () => {
    const mine = scope ? rows.filter((row) => row.response === scope) : rows;
    const stuck = mine.find((row) => row.stuck);
    const typing = [...fields.values()].some(isDirty) || saving > 0;
    const blocked = ["locked", "gone"].includes(net);
    let state = "device";
    let text = net || "sending";
    if (isBroken) [state, text] = ["not-saved", "broken"];
    else if (typing) [state, text] = ["not-saved", "typing"];
    else if (mine.length && blocked) state = "not-saved";
    else if (stuck) [state, text] = ["not-saved", stuck.stuck];
    else if (!mine.length) [state, text] = ["server", savedAt ? "saved-at" : "saved"];
    if (!gates.length && !mine.length) return line.replaceChildren();
    const isPassing = state === "device" && text === "sending";
    line.setAttribute("aria-busy", String(typing || isPassing));
    show(state, text, mine, stuck);
    for (const set of fields.values()) mark(set, mine);
  };

  const show = (state, text, mine, stuck) => {
    const told = texts.content.querySelector(`[data-say="${text}"]`).cloneNode(true);
    const put = (name, what) => {
      for (const place of told.querySelectorAll(`[data-${name}]`)) place.textContent = what;
    };
    put("n", String(mine.length));
    put("problem", said.problem || "");
    put("time", savedAt ? savedAt.toTimeString().slice(0, 5) : "");
    const login = told.querySelector("a[data-login]");
    if (login) login.href = (form && form.dataset.login) || said.login || location.href;
    const where = told.querySelector("a[data-where]");
    if (where && stuck) where.href = `${stuck.page}#fraga-${stuck.question}`;
    const discard = told.querySelector("button[data-discard]");
    if (discard) discard.addEventListener("click", throwAway);
    if (line.dataset.state === state && line.innerHTML === told.innerHTML) return;
    line.dataset.state = state;
    line.replaceChildren(...told.childNodes);
  };

  /* ----- what is wrong with one question, beside it ----- */

  const mark = (set, mine) => {
    const row = mine.findLast((one) => one.question === Number(set.dataset.question) && one.stuck);
    const sign = row ? `${row.key}${row.stuck}` : "";
    const old = set.querySelector("[data-outbox-mark]");
    if ((old ? old.dataset.outboxMark : "") === sign) return;
    if (old) old.remove();
    set.toggleAttribute("data-stuck", Boolean(row));
    if (!row) return;
    const box = texts.content.querySelector(`[data-mark="${row.stuck}"]`).cloneNode(true);
    box.dataset.outboxMark = sign;
    box.removeAttribute("data-mark");
    if (row.stuck === "refused") box.querySelector("[data-problem]").textContent = row.problem;
    else choice(set, row, box);
    set.append(box);
  };

  const choice = (set, row, box) => {
    box.querySelector("[data-mine]").textContent = inWords(set, row);
    box.querySelector("[data-theirs]").textContent = inWords(set, row.theirs);
    box.querySelector("[data-by]").textContent = row.theirs.by;
    box.querySelector("[data-keep-mine]").addEventListener("click", () => {
      raise(set, row.theirs.revision);
      write(set, row);
      save(set, "set");
      focusOn(set);
    });
    box.querySelector("[data-keep-theirs]").addEventListener("click", async () => {
      raise(set, row.theirs.revision);
      write(set, row.theirs);
      await drop((one) => isSame(one, row));
      focusOn(set);
      announce();
    });
  };
  const focusOn = (set) => (inputs(set, "answer").find((box) => box.checked) || first(set, "answer") || first(set, "right") || line).focus();

  const note = (set, change) => {
    if (!change.by) return;
    let place = set.querySelector("[data-outbox-note]");
    if (!place) {
      place = texts.content.querySelector('[data-mark="changed"]').cloneNode(true);
      place.removeAttribute("data-mark");
      place.dataset.outboxNote = "";
      set.append(place);
    }
    place.querySelector("[data-by]").textContent = change.by;
  };

  /* ----- from the page to the device ----- */

  const save = async (set, kind = "set") => {
    if (isBroken) return tell();
    const now = read(set);
    remember(set);
    const row = {
      key: newKey(),
      user,
      response: form.dataset.response,
      url: form.dataset.url,
      page: location.pathname,
      question: Number(set.dataset.question),
      kind,
      ...now,
      seen_revision: Number(set.dataset.revision) || 0,
      made_at: new Date().toISOString(),
      sent: false,
      stuck: "",
    };
    saving += 1;
    tell();
    try {
      rows = await withRows("readwrite", (all, store, seen) => {
        const replaced = all.filter((one) => isSame(one, row) && (!one.sent || one.stuck));
        const behind = all.filter((one) => isSame(one, row) && one.stuck === "conflict");
        for (const one of replaced) store.delete(one.seq);
        seen.get(seenKey(row)).onsuccess = (event) => {
          const others = behind.map((one) => one.theirs.revision);
          row.seen_revision = Math.max(row.seen_revision, event.target.result || 0, ...others);
          store.add(row).onsuccess = (added) => (row.seq = added.target.result);
        };
        return [...all.filter((one) => !replaced.includes(one)), row];
      });
    } catch {
      isBroken = true;
      known.delete(set);
    }
    saving -= 1;
    tell();
    announce({ put: row });
    if (!isBroken) sync();
  };

  const saveDirty = () =>
    Promise.all([...fields.values()].filter(isDirty).map((set) => save(set)));

  const drop = async (which) => {
    rows = await withRows("readwrite", (all, store, seen) => {
      seen.delete(IDBKeyRange.bound(`${user}/`, `${user}0`));
      for (const one of all.filter(which)) store.delete(one.seq);
      return all.filter((one) => !which(one));
    });
    tell();
  };

  const throwAway = async () => {
    await drop((row) => !scope || row.response === scope);
    announce();
    location.reload();
  };

  const announce = (what = {}) => {
    if (channel) channel.postMessage({ user, response: scope, ...what });
  };

  /* ----- from the device to the server ----- */

  const take = () =>
    withRows("readwrite", (all, store) => {
      const waiting = all.filter((row) => !row.stuck);
      const chosen = [];
      let bytes = 0;
      for (const row of waiting.filter((one) => one.url === waiting[0].url)) {
        bytes += JSON.stringify(row).length;
        if (chosen.length && (chosen.length >= BATCH || bytes > BYTES)) break;
        chosen.push(row);
      }
      for (const row of chosen.filter((one) => !one.sent)) {
        row.sent = true;
        store.put(row);
      }
      rows = all;
      return chosen;
    });

  const cookie = (name) =>
    (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`)) || [])[1] || "";

  const post = async (url, ops) => {
    const since = form && url === form.dataset.url ? Number(form.dataset.revision) || 0 : NO_NEWS;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: stop.signal,
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
        body: JSON.stringify({ user: Number(user), since, ops }),
      });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const what = isOurs ? await answer.json() : {};
      return { status: answer.type === "opaqueredirect" ? 401 : answer.status, isOurs, what };
    } catch {
      return { status: 0, what: {} };
    } finally {
      clearTimeout(timer);
    }
  };

  const asSent = ({ key, question, kind, value, comment, seen_revision, made_at }) => ({
    key, question, kind, value, comment, seen_revision, made_at,
  });

  /* What the server has answered is noted on the device before it is said on the page. */
  const settle = (batch, what) =>
    withRows("readwrite", (all, store, seen) => {
      const acks = new Map((what.acks || []).map((ack) => [ack.key.replaceAll("-", ""), ack]));
      const left = [];
      for (const row of all) {
        const ack = acks.get(row.key);
        const next = all.some((one) => one.seq > row.seq && isSame(one, row));
        if (ack && ack.outcome === "applied") seen.put(ack.revision, seenKey(row));
        if (ack && (ack.outcome === "applied" || next)) {
          store.delete(row.seq);
          continue;
        }
        left.push(row);
        if (ack) {
          row.stuck = ack.outcome;
          row.problem = ack.problem;
          row.theirs = { value: ack.value, comment: ack.comment, by: ack.by, revision: ack.revision };
          store.put(row);
        }
      }
      for (const row of left) {
        for (const one of batch.filter((other) => isSame(other, row))) {
          const ack = acks.get(one.key);
          if (!ack || ack.outcome !== "applied" || ack.revision <= row.seen_revision) continue;
          row.seen_revision = ack.revision;
          store.put(row);
        }
      }
      rows = left;
    });

  const hear = (what, response) => {
    if (!form || response !== form.dataset.response) return;
    for (const ack of what.acks || []) {
      const set = fields.get(ack.question);
      if (!set || ack.outcome !== "applied") continue;
      raise(set, ack.revision);
      set.dataset.state = ack.state;
    }
    for (const change of what.changed || []) {
      const set = fields.get(change.question);
      const waits = rows.some((row) => row.response === response && row.question === change.question);
      if (!set || waits || isDirty(set) || change.revision <= Number(set.dataset.revision)) continue;
      raise(set, change.revision);
      set.dataset.state = change.state;
      write(set, change);
      note(set, change);
    }
    if (what.revision > Number(form.dataset.revision)) form.dataset.revision = what.revision;
    for (const name of ["answered", "required"]) {
      const place = document.querySelector(`[data-outbox-${name}]`);
      if (place && what[name] !== undefined) place.textContent = what[name];
    }
  };

  const NETS = { 400: "gone", 401: "login", 403: "reload", 404: "gone", 413: "gone", 423: "locked" };
  let failures = 0;
  let timer;

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(sync, 1000 * WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  };

  const sendOnce = async (news) => {
    const batch = await take();
    if (!batch.length && !(news && form)) return false;
    const url = batch.length ? batch[0].url : form.dataset.url;
    if (batch.length && ["", "offline"].includes(net)) tell();
    const { status, isOurs, what } = await post(url, batch.map(asSent));
    if (status === 200 && isOurs && (what.acks || !batch.length)) {
      await settle(batch, what);
      [net, failures] = ["", 0];
      if (batch.length) savedAt = new Date();
      hear(what, batch.length ? batch[0].response : form.dataset.response);
      announce({ heard: what, response: batch.length ? batch[0].response : scope });
      return batch.length > 0 && what.acks.length > 0;
    }
    if (what.acks) await settle(batch, what);
    [net, said] = [NETS[isOurs || status === 403 || status === 401 ? status : 0] || "offline", what];
    if (net === "offline" && rows.length) later();
    return false;
  };

  const sendAll = async (news) => {
    try {
      let more = await sendOnce(news);
      while (more) more = await sendOnce(false);
    } catch {
      isBroken = true;
    }
    tell();
  };

  /* One tab sends at a time; a call during a call makes one more round. */
  let running = null;
  let again = false;
  const sync = (news = false) => {
    clearTimeout(timer);
    if (running) {
      again = true;
      return running;
    }
    const once = () => sendAll(news === true);
    const guarded = navigator.locks ? navigator.locks.request("insyn-outbox", once) : once();
    running = guarded.then(() => {
      running = null;
      if (!again) return undefined;
      again = false;
      return sync();
    });
    return running;
  };

  /* ----- forms that lead on wait until the server has everything ----- */

  let isLeaving = false;
  const isLeft = () => rows.some((row) => !scope || row.response === scope);

  const gate = (event) => {
    const going = event.target;
    isLeaving = isBroken || Boolean(going.dataset.outboxPassed);
    if (isLeaving) return;
    event.preventDefault();
    const button = event.submitter;
    saveDirty()
      .then(() => sync())
      .then(() => {
        const wrong = document.querySelector("[data-outbox-mark]");
        if (!isBroken && isLeft()) {
          line.tabIndex = -1;
          const place = (wrong && wrong.querySelector("button")) || line;
          place.focus();
          place.scrollIntoView({ block: "center" });
          return;
        }
        going.dataset.outboxPassed = "yes";
        going.requestSubmit(button);
        setTimeout(() => delete going.dataset.outboxPassed, 0);
      });
  };

  /* ----- logging out empties the device, and asks first when something would be lost ----- */

  const leave = async (going) => {
    await saveDirty();
    if (rows.length) await Promise.race([sync(), new Promise((yes) => setTimeout(yes, 4000))]);
    rows = await withRows("readonly", (all) => all);
    if (!rows.length || (await asksToLeave())) {
      await drop(() => true);
      announce();
      for (const set of fields.values()) remember(set);
      HTMLFormElement.prototype.submit.call(going);
    }
  };
  const asksToLeave = () =>
    new Promise((yes) => {
      const dialog = texts.content.querySelector("dialog").cloneNode(true);
      dialog.querySelector("[data-n]").textContent = String(rows.length);
      dialog.addEventListener("close", () => {
        dialog.remove();
        yes(dialog.returnValue === "leave");
      });
      document.body.append(dialog);
      dialog.showModal();
    });

  /* ----- begin ----- */

  const restore = () => {
    for (const row of rows.filter((one) => form && one.response === form.dataset.response)) {
      const set = fields.get(row.question);
      if (set) write(set, row);
    }
  };

  const setOf = (target) => {
    const set = target.closest && target.closest("[data-question]");
    return set && fields.get(Number(set.dataset.question)) === set ? set : null;
  };

  const watch = () => {
    const waiting = new Map();
    const soon = (set, pause) => {
      clearTimeout(waiting.get(set));
      waiting.set(set, setTimeout(() => isDirty(set) && save(set), pause));
    };
    form.addEventListener("input", ({ target }) => {
      const set = setOf(target);
      if (!set) return;
      const off = first(set, "na");
      if (off && target !== off && off.checked && /^(answer|right|of)-/.test(target.name)) off.checked = false;
      const isTyped = !["radio", "checkbox"].includes(target.type);
      tell();
      if (isTyped) soon(set, TYPING);
    });
    form.addEventListener("change", ({ target }) => {
      const set = setOf(target);
      if (!set) return;
      clearTimeout(waiting.get(set));
      if (target === first(set, "na") && target.checked) write(set, { ...read(set), value: "not_applicable" });
      else if (!isDirty(set)) return;
      save(set);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-outbox-confirm], [data-outbox-clear]");
      const set = button && !isBroken && setOf(button);
      if (!set) return;
      event.preventDefault();
      const isClear = "outboxClear" in button.dataset;
      if (isClear) write(set, { value: null, comment: "" });
      save(set, isClear ? "clear" : "confirm");
    });
    addEventListener("pagehide", saveDirty);
  };

  const begin = async () => {
    if (form) {
      for (const set of form.querySelectorAll("[data-question]")) {
        if (!set.querySelector("[data-seen]")) continue; // locked
        fields.set(Number(set.dataset.question), set);
        remember(set);
      }
    }
    try {
      rows = await withRows("readonly", (all) => all);
    } catch {
      isBroken = true;
    }
    if (form && !isBroken) restore();
    if (form) watch();
    for (const one of gates) one.addEventListener("submit", gate);
    for (const one of document.querySelectorAll("form[data-logout]")) {
      one.addEventListener("submit", (event) => {
        if (isBroken) return;
        event.preventDefault();
        leave(one);
      });
    }
    tell();
    if (rows.length) sync();
    line.dataset.ready = "yes";
  };

  if (channel) {
    channel.onmessage = async ({ data }) => {
      if (data.user !== user || isBroken) return;
      rows = await withRows("readonly", (all) => all);
      const set = data.put && form && data.response === form.dataset.response && fields.get(data.put.question);
      if (set && !isDirty(set)) write(set, data.put);
      if (data.heard) {
        if (data.heard.acks && data.heard.acks.length) savedAt = new Date();
        net = "";
        hear(data.heard, data.response);
      }
      tell();
    };
  }
  addEventListener("online", () => sync());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sync(true);
    else saveDirty();
  });
  addEventListener("pageshow", (event) => event.persisted && sync(true));
  addEventListener("beforeunload", (event) => {
    const typing = [...fields.values()].some(isDirty);
    if ((typing || saving) && !isLeaving) event.preventDefault();
  });
  begin();
})();
