/* A visit on a tablet: what is written is on the device first, then on the server, and the status line says which.
   Without this file each area is a plain form.

   Each change is a row in IndexedDB with a mark of its own before it is sent, and goes away when the server has said
   what came of it. The mark keeps it from being done twice. A row is the draft and the outbox at once. */
(() => {
  "use strict";

  const root = document.getElementById("besok");
  const texts = document.getElementById("besok-texter");
  const user = document.body.dataset.user || "";
  if (!root || !texts || !user) return;

  const { visit, cache } = root.dataset;
  const line = root.querySelector("[data-visit-status]");
  const isClosed = "closed" in root.dataset;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("insyn-visit") : null;
  const $ = (where, what) => where.querySelector(what);
  const all = (where, what) => [...where.querySelectorAll(what)];
  const copy = (name) => {
    const made = $(texts.content, `[data-template="${name}"]`).cloneNode(true);
    delete made.dataset.template;
    return made;
  };

  const TYPING = 300;
  const BATCH = 50;
  const BYTES = 400000;
  const PATIENCE = 15000;
  const EVERY = 20000;
  const WAITS = [5, 10, 20, 40, 60];
  const SIDE = 1600;
  const PHOTO_BYTES = 1 << 20;
  const NA = "not_applicable";

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const deviceKey = () => {
    try {
      return (localStorage.insynDevice ||= newKey());
    } catch {
      return "";
    }
  };

  /* ----- the device ----- */

  let opened;
  const open = () =>
    (opened ||= new Promise((yes, no) => {
      const asked = indexedDB.open("insyn-visit", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("rows", { keyPath: "seq", autoIncrement: true }).createIndex("user", "user");
        asked.result.createObjectStore("packs", { keyPath: "id" }).createIndex("user", "user");
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        yes(asked.result);
      };
      asked.onerror = asked.onblocked = () => no(asked.error);
    }));

  /* One transaction over this user's rows and packages: `act` gets rows in order, packages by visit, and the stores. */
  const within = async (mode, act) => {
    const base = await open();
    return new Promise((yes, no) => {
      const whole = base.transaction(["rows", "packs"], mode, { durability: "strict" });
      const [rowStore, packStore] = [whole.objectStore("rows"), whole.objectStore("packs")];
      let answer;
      rowStore.index("user").getAll(user).onsuccess = ({ target: { result: found } }) => {
        packStore.index("user").getAll(user).onsuccess = ({ target }) => {
          const packs = new Map(target.result.map((one) => [one.visit, one]));
          answer = act(found, rowStore, packs, packStore);
        };
      };
      whole.oncomplete = () => yes(answer);
      whole.onabort = whole.onerror = () => no(whole.error);
    });
  };

  const subject = (row) => (row.note ? `n${row.note}` : `q${row.question}`);
  const isSame = (a, b) => a.visit === b.visit && subject(a) === subject(b);

  /* What the server has told, put beside what it told before. */
  const merged = (pack, what) => {
    const put = (old, fresh, name) => [...new Map([...old, ...fresh].map((one) => [one[name], one])).values()];
    const before = pack || { answers: [], notes: [] };
    const keys = new Set(what.note_keys);
    return {
      ...before,
      id: `${user}/${pack ? pack.visit : what.visit}`,
      user,
      visit: String(pack ? pack.visit : what.visit),
      at: Date.now(),
      revision: what.revision,
      answers: put(before.answers, what.answers, "question"),
      notes: put(before.notes, what.notes, "key").filter((one) => keys.has(one.key)),
      conflicts: what.conflicts,
    };
  };

  /* ----- what is on the page: questions and notes ----- */

  const sets = new Map(); // subject -> element
  const questions = all(root, "[data-question]");
  const areas = all(root, "[data-area]");
  const areaOf = (element) => element.closest("[data-area]");
  const inputs = (set, name) => all(set, `[name="${name}-${set.dataset.question}"]`);
  const first = (set, name) => inputs(set, name)[0];
  const textOf = (set, name) => (first(set, name) || {}).value || "";
  const isNote = (set) => "note" in set.dataset;

  const read = (set) => {
    if (isNote(set)) return { value: $(set, "textarea").value, comment: "" };
    const answers = inputs(set, "answer");
    const ticked = answers.filter((box) => box.checked).map((box) => box.value);
    let value = textOf(set, "answer") || null;
    if ((first(set, "na") || {}).checked) value = NA;
    else if (set.dataset.type === "sample") {
      const [right, of] = [textOf(set, "right"), textOf(set, "of")];
      value = right || of ? { right, of } : null;
    } else if (set.dataset.type === "several") value = ticked.length ? ticked : null;
    else if (answers[0] && answers[0].type === "radio") value = ticked[0] || null;
    return { value, comment: textOf(set, "comment") };
  };

  const write = (set, { value, comment }) => {
    if (isNote(set)) $(set, "textarea").value = value || "";
    else {
      const isOff = value === NA;
      const off = first(set, "na");
      if (off) off.checked = isOff;
      const chosen = [].concat(value).map(String);
      for (const box of inputs(set, "answer")) {
        if (box.type === "radio" || box.type === "checkbox") box.checked = chosen.includes(box.value);
        else box.value = value === null || isOff ? "" : typeof value === "number" ? String(value).replace(".", ",") : value;
      }
      for (const part of ["right", "of"]) {
        if (first(set, part)) first(set, part).value = value && !isOff ? (value[part] ?? "") : "";
      }
      if (first(set, "comment")) first(set, "comment").value = comment || "";
    }
    remember(set);
  };

  const known = new Map();
  const remember = (set) => known.set(set, JSON.stringify(read(set)));
  const isDirty = (set) => known.get(set) !== JSON.stringify(read(set));
  const revisionOf = (set) => Number(set.dataset.revision) || 0;
  const raise = (set, revision) => (set.dataset.revision = Math.max(revisionOf(set), revision || 0));

  const add = (set) => {
    sets.set(isNote(set) ? `n${set.dataset.note}` : `q${set.dataset.question}`, set);
    remember(set);
  };

  /* A note that is not on the page yet gets its place there. */
  const noteAt = (key, section, question, by = "") => {
    const there = sets.get(`n${key}`);
    if (there) return there;
    const area = areas.find((one) => one.dataset.area === String(section));
    if (!area) return null;
    const made = copy("note");
    Object.assign(made.dataset, { note: key, revision: 0 });
    made.id = `iakttagelse-${key}`;
    $(made, "textarea").id = `text-${key}`;
    $(made, "label").htmlFor = `text-${key}`;
    $(made, "[data-by]").textContent = by ? `(${by})` : "";
    const about = question && sets.get(`q${question}`);
    $(made, "[data-about]").textContent = about ? $(about, "legend span:nth-child(2)").textContent.trim() : "";
    $(area, "[data-notes]").append(made);
    add(made);
    return made;
  };

  const setOf = (row) => (row.note ? noteAt(row.note, row.section, row.question) : sets.get(`q${row.question}`));

  /* ----- is a question asked? The same rule as on the server ----- */

  const number = (text) => Number(String(text).replace(/\s/g, "").replace(",", ".").replace("−", "-"));
  const isNumber = (set) => ["number", "percent"].includes(set.dataset.type);
  const holds = ({ how, value, order }, on) => {
    let answer = read(on).value;
    if (on.dataset.type === "sample" && answer && answer !== NA) {
      answer = number(answer.of) > 0 ? (100 * number(answer.right)) / number(answer.of) : null;
    }
    if (answer === null) return false;
    if (how === "answered") return true;
    if (answer === NA) return how === "is_not";
    const plain = (one) => (isNumber(on) ? number(one) : one);
    const same = Array.isArray(answer) ? answer.includes(value) : plain(answer) === value;
    if (how === "is") return same;
    if (how === "is_not") return !same;
    const rank = (one) => (order.length ? -order.indexOf(one) : plain(one));
    return how === "at_least" ? rank(answer) >= rank(value) : rank(answer) <= rank(value);
  };
  const isLeft = (set) => !set.hidden && read(set).value === null;
  const count = () => {
    for (const set of questions) {
      const condition = set.dataset.condition && JSON.parse(set.dataset.condition);
      const on = condition && sets.get(`q${condition.on}`);
      if (on) set.hidden = (on.hidden || !holds(condition, on)) && !$(set, "[data-conflict], [data-visit-mark]");
    }
    for (const area of areas) {
      const asked = all(area, "[data-question]").filter((set) => !set.hidden);
      const place = $(root, `[data-count="${area.dataset.area}"]`);
      place.textContent = `${asked.filter((set) => !isLeft(set)).length}/${asked.length}`;
    }
    next.hidden = isClosed || !questions.some(isLeft);
  };

  /* ----- one area at a time ----- */

  const next = $(root, "[data-next]");
  const show = (area) => {
    for (const one of areas) one.hidden = one !== area;
    for (const link of all(root, "[data-to-area]")) {
      if (link.dataset.toArea === area.dataset.area) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const fromHash = () => {
    const found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const area = found && root.contains(found) && areaOf(found);
    if (area) show(area);
    return area ? found : null;
  };
  const goTo = (element) => {
    show(areaOf(element));
    history.replaceState(null, "", `#${areaOf(element).id}`);
    element.scrollIntoView({ block: "start" });
    ($(element, "input:checked, input:not([type=hidden]), textarea") || element).focus({ preventScroll: true });
  };
  next.addEventListener("click", () => {
    const here = questions.indexOf(document.activeElement && document.activeElement.closest("[data-question]"));
    const left = questions.filter(isLeft);
    const found = left.find((one) => questions.indexOf(one) > here) || left[0];
    if (found) goTo(found);
  });
  addEventListener("hashchange", () => {
    const found = fromHash();
    if (found) found.focus();
  });

  /* ----- what is true ----- */

  let rows = [];
  let pack = null;
  let net = "";
  let said = {};
  let savedAt = null;
  let isBroken = false;
  let saving = 0;

  const mine = () => rows.filter((row) => row.visit === visit);
  const isSettled = (conflict) => rows.some((row) => row.target === conflict.key);
  const conflicts = () => (pack ? pack.conflicts.filter((one) => !isSettled(one)) : []);

  const tell = () => {
    const stuck = mine().find((row) => row.stuck);
    const typing = [...sets.values()].some(isDirty) || saving > 0;
    const waits = rows.length > 0;
    let [state, text] = ["server", savedAt ? "saved-at" : "saved"];
    if (isBroken) [state, text] = ["not-saved", "broken"];
    else if (typing) [state, text] = ["not-saved", "typing"];
    else if (waits && net === "closed") [state, text] = ["not-saved", "closed"];
    else if (stuck) [state, text] = ["not-saved", "refused"];
    else if (waits) [state, text] = ["device", net || (rows.every(isHeld) ? "held" : "sending")];
    else if (conflicts().length) text = "choose";
    else if (net === "offline") text = "away";
    const told = $(texts.content, `[data-say="${text}"]`).cloneNode(true);
    const put = (name, what) => all(told, `[data-${name}]`).forEach((place) => (place.textContent = what));
    put("n", String(text === "choose" ? conflicts().length : rows.length));
    put("problem", said.problem || "");
    put("time", savedAt ? savedAt.toTimeString().slice(0, 5) : "");
    for (const link of all(told, "[data-login]")) link.href = said.login || location.href;
    for (const link of all(told, "[data-where]")) {
      const where = stuck ? setOf(stuck) : placeOf(conflicts()[0]);
      if (where) link.href = `#${where.id}`;
    }
    if (line.dataset.state !== state || line.innerHTML !== told.innerHTML) {
      line.dataset.state = state;
      line.replaceChildren(...told.childNodes);
    }
    for (const set of sets.values()) mark(set);
    showConflicts();
    showPhotos();
    count();
    document.dispatchEvent(new CustomEvent("visit:changed"));
  };

  const mark = (set) => {
    const row = mine().findLast((one) => one.stuck && one.kind !== "photo" && setOf(one) === set);
    const old = $(set, "[data-visit-mark]");
    if ((old ? old.dataset.visitMark : "") === (row ? row.key : "")) return;
    if (old) old.remove();
    if (!row) return;
    const box = $(texts.content, '[data-mark="refused"]').cloneNode(true);
    box.dataset.visitMark = row.key;
    $(box, "[data-problem]").textContent = row.problem;
    set.append(box);
  };

  /* ----- two who wrote differently: both stand side by side, with a choice ----- */

  const placeOf = (one) => one && (one.note ? noteAt(one.note, one.section, one.question, one.by) : sets.get(`q${one.question}`));
  const standing = (one) => {
    const found = one.note
      ? pack.notes.find((note) => note.key === one.note)
      : pack.answers.find((answer) => answer.question === one.question);
    const empty = { value: one.note ? "" : null, words: "", comment: "", by: "", revision: 0 };
    return found ? { ...found, value: one.note ? found.text : found.value, words: one.note ? found.text : found.words, comment: found.comment || "" } : empty;
  };

  const showConflicts = () => {
    if (!pack) return;
    const open = conflicts();
    for (const place of all(root, "[data-conflict]")) {
      const one = open.find((other) => other.key === place.dataset.conflict);
      if (!one || place.dataset.shown !== `${standing(one).revision}`) place.remove();
    }
    for (const one of open) {
      const set = placeOf(one);
      if (!set || $(set, `[data-conflict="${one.key}"]`)) continue;
      const box = $(copy("conflict"), "[data-conflict]");
      const theirs = standing(one);
      const isText = isNote(set) || set.dataset.type === "text";
      const put = (name, what) => ($(box, `[data-${name}]`).textContent = what);
      Object.assign(box.dataset, { conflict: one.key, shown: `${theirs.revision}` });
      put("theirs", theirs.words || "–");
      put("their-comment", theirs.comment);
      put("their-by", theirs.by ? `, ${theirs.by}` : "");
      put("mine", one.words || "–");
      put("mine-comment", one.comment);
      put("mine-by", one.by ? `, ${one.by}` : "");
      const [a, b] = isText ? [theirs.words, one.words] : [theirs.comment, one.comment];
      const both = $(box, "[data-both]");
      both.value = [...new Set([a, b].filter(Boolean))].join("\n\n");
      both.id = `bada-${one.key}`;
      $(box, "[data-both-box] label").htmlFor = both.id;
      const isOnlyChoice = !isText && !a && !b;
      $(box, "[data-both-box]").hidden = isOnlyChoice;
      $(box, '[data-settle="text"]').hidden = !isText;
      for (const button of all(box, "[data-settle]")) {
        button.type = "button";
        button.addEventListener("click", () => settleChoice(set, one, theirs, button.dataset.settle, both.value, isText));
      }
      $(set, "[data-conflicts]").append(box);
    }
  };

  const settleChoice = async (set, one, theirs, which, both, isText) => {
    const chosen = which === "waiting" ? one : theirs;
    const value = which === "text" ? both : chosen.value;
    const comment = isNote(set) ? "" : isText ? chosen.comment || "" : both;
    raise(set, theirs.revision);
    write(set, { value, comment });
    await store(set, { kind: "settle", target: one.key, value, comment, section: one.section });
    set.focus();
  };

  /* ----- from the page to the device ----- */

  const store = async (set, more = {}) => {
    if (isBroken || isClosed) return tell();
    const now = read(set);
    remember(set);
    if (isNote(set) && !now.value.trim() && !more.kind) return tell();
    const row = {
      key: newKey(),
      user,
      visit,
      url: root.dataset.operations,
      page: location.pathname,
      kind: isNote(set) ? "note" : "answer",
      note: set.dataset.note || "",
      question: Number(set.dataset.question || set.dataset.about) || null,
      section: isNote(set) ? Number(areaOf(set).dataset.area) : null,
      target: "",
      ...now,
      seen_revision: revisionOf(set),
      made_at: new Date().toISOString(),
      sent: false,
      stuck: "",
      ...more,
    };
    return keep([row], set);
  };

  const keep = async (fresh, set) => {
    saving += 1;
    tell();
    try {
      rows = await within("readwrite", (found, rowStore) => {
        const isReplaced = (one) =>
          fresh.some((row) => row.kind !== "photo" && one.kind !== "settle" && isSame(one, row)) &&
          one.kind !== "photo" && (!one.sent || one.stuck);
        const replaced = found.filter(isReplaced);
        for (const one of replaced) rowStore.delete(one.seq);
        for (const row of fresh) rowStore.add(row).onsuccess = (event) => (row.seq = event.target.result);
        return [...found.filter((one) => !replaced.includes(one)), ...fresh];
      });
    } catch {
      isBroken = true;
      if (set) known.delete(set);
      plain(false);
    }
    saving -= 1;
    tell();
    announce();
    if (!isBroken) sync();
  };

  const saveDirty = () => Promise.all([...sets.values()].filter(isDirty).map((set) => store(set)));

  const drop = async (which) => {
    rows = await within("readwrite", (found, rowStore) => {
      for (const one of found.filter(which)) rowStore.delete(one.seq);
      return found.filter((one) => !which(one));
    });
    tell();
  };

  const announce = () => channel && channel.postMessage({ user });

  /* ----- from the device to the server ----- */

  const take = () =>
    within("readwrite", (found, rowStore, packs) => {
      rows = found;
      const waiting = found.filter((row) => !row.stuck && row.kind !== "photo");
      const chosen = [];
      let bytes = 0;
      for (const row of waiting.filter((one) => one.url === waiting[0].url)) {
        bytes += JSON.stringify(row).length;
        if (chosen.length && (chosen.length >= BATCH || bytes > BYTES)) break;
        chosen.push(row);
      }
      for (const row of chosen.filter((one) => !one.sent)) rowStore.put(Object.assign(row, { sent: true }));
      const about = chosen.length ? chosen[0].visit : visit;
      return { batch: chosen, about, since: packs.has(about) ? packs.get(about).revision : 0 };
    });

  const cookie = (name) => (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`)) || [])[1] || "";

  const ask = async (url, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), options.patience || PATIENCE);
    try {
      const answer = await fetch(url, { redirect: "manual", signal: stop.signal, ...options });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const text = isOurs ? await answer.text() : "{}";
      const status = answer.type === "opaqueredirect" ? 401 : answer.status;
      return { status: isOurs || status === 401 || status === 403 ? status : 0, isOurs, what: JSON.parse(text), size: text.length };
    } catch {
      return { status: 0, what: {} };
    } finally {
      clearTimeout(timer);
    }
  };

  const asSent = ({ key, kind, question, section, note, target, value, comment, seen_revision, made_at }) => ({
    key, kind, question, section, target: target || note || null, value, comment, seen_revision, made_at,
  });

  /* What the server has answered is noted on the device before it is said on the page. */
  const settle = (batch, about, what) =>
    within("readwrite", (found, rowStore, packs, packStore) => {
      const acks = new Map((what.acks || []).map((ack) => [ack.key, ack]));
      const left = [];
      for (const row of found) {
        const ack = acks.get(row.key);
        const later = found.some((one) => one.seq > row.seq && one.kind !== "settle" && isSame(one, row));
        if (ack && (ack.outcome !== "refused" || later)) {
          rowStore.delete(row.seq);
          continue;
        }
        if (ack) rowStore.put(Object.assign(row, { stuck: "refused", problem: ack.problem }));
        left.push(row);
      }
      for (const row of left) {
        const seen = batch
          .filter((one) => isSame(one, row) && (acks.get(one.key) || {}).outcome === "applied")
          .map((one) => acks.get(one.key).revision);
        const most = Math.max(row.seen_revision, ...seen);
        if (most > row.seen_revision) rowStore.put(Object.assign(row, { seen_revision: most }));
      }
      rows = left;
      if (!what.answers) return;
      const fresh = merged(packs.get(about), { visit: about, ...what });
      packStore.put(fresh);
      if (about === visit) pack = fresh;
    });

  /* What others have written is shown where nothing of one's own waits. */
  const hear = () => {
    if (!pack) return;
    const waits = new Set(mine().filter((row) => row.kind !== "photo").map(subject));
    const put = (set, key, revision, words) => {
      if (!set || revision <= revisionOf(set) || waits.has(key) || isDirty(set)) return;
      raise(set, revision);
      write(set, words);
    };
    for (const one of pack.answers) put(sets.get(`q${one.question}`), `q${one.question}`, one.revision, one);
    for (const one of pack.notes) {
      put(noteAt(one.key, one.section, one.question, one.by), `n${one.key}`, one.revision, { value: one.text });
    }
    const there = new Set(pack.notes.map((one) => `n${one.key}`));
    for (const [key, set] of sets) {
      const isGone = isNote(set) && !there.has(key) && revisionOf(set) > 0 && !waits.has(key) && !isDirty(set);
      if (!isGone || pack.conflicts.some((one) => `n${one.note}` === key)) continue;
      set.remove();
      sets.delete(key);
    }
  };

  const NETS = { 400: "closed", 401: "login", 403: "reload", 404: "closed", 409: "closed", 413: "closed" };
  let failures = 0;
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(sync, 1000 * WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  };
  const failed = ({ status, isOurs, what }) => {
    net = (status === 403 && isOurs ? "closed" : NETS[status]) || "offline";
    said = what;
    if (net === "offline" && rows.length) later();
  };

  const sendOnce = async (news) => {
    const { batch, about, since } = await take();
    if (!batch.length && !news) return sendPhoto();
    if (["", "offline"].includes(net) && batch.length) tell();
    const url = batch.length ? batch[0].url : root.dataset.operations;
    const body = JSON.stringify({ user: Number(user), since, device: deviceKey(), ops: batch.map(asSent) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
    const answer = await ask(url, { method: "POST", headers, body });
    if (answer.what.acks) await settle(batch, about, answer.what);
    if (answer.status !== 200 || !answer.what.acks) return failed(answer);
    [net, failures] = ["", 0];
    if (batch.length) savedAt = new Date();
    for (const ack of answer.what.acks) {
      const row = batch.find((one) => one.key === ack.key);
      const set = row && row.visit === visit && setOf(row);
      if (set && ack.outcome === "applied") raise(set, ack.revision);
    }
    hear();
    announce();
    return answer.what.acks.length > 0 || sendPhoto();
  };

  const isHeld = (row) => row.kind === "photo" && document.activeElement?.dataset.caption === row.key;

  /* One photo at a time, when all that is written has gone; not while its words are being typed. */
  const sendPhoto = async () => {
    const row = rows.find((one) => one.kind === "photo" && !one.stuck && !isHeld(one));
    if (!row) return false;
    const body = new FormData();
    const said_ = { user, key: row.key, caption: row.caption, section: row.section, taken_at: row.made_at };
    for (const [name, what] of Object.entries(said_)) body.append(name, what ?? "");
    body.append("photo", row.blob, "foto.jpg");
    const headers = { "X-CSRFToken": cookie("csrftoken") };
    const answer = await ask(row.url, { method: "POST", headers, body, patience: 4 * PATIENCE });
    if (answer.status === 200 && answer.what.key === row.key) {
      [net, failures, savedAt] = ["", 0, new Date()];
      done.add(row.key);
      await drop((one) => one.seq === row.seq);
      return true;
    }
    if (answer.status !== 422) return failed(answer);
    await change(row, { stuck: "refused", problem: answer.what.problem });
    return true;
  };

  const change = async (row, what) => {
    rows = await within("readwrite", (found, rowStore) => {
      const there = found.find((one) => one.key === row.key);
      if (there) rowStore.put(Object.assign(there, what));
      return found;
    });
    tell();
  };

  const sendAll = async (news) => {
    try {
      let more = await sendOnce(news);
      while (more) more = await sendOnce(false);
    } catch {
      isBroken = true;
      plain(false);
    }
    tell();
  };

  /* One tab sends at a time; a call during a call makes one more round. */
  let running = null;
  let again = false;
  const sync = (news = false) => {
    clearTimeout(timer);
    if (isBroken) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    const once = () => sendAll(news === true);
    const guarded = navigator.locks ? navigator.locks.request("insyn-visit", once) : once();
    running = guarded.then(() => {
      running = null;
      if (!again) return undefined;
      again = false;
      return sync();
    });
    return running;
  };

  /* ----- photos are made smaller here, and wait as they are ----- */

  const done = new Set();
  const shrunk = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const part = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * part), Math.round(picture.height * part)];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.85, 0.7, 0.5, 0.3]) {
      const blob = await new Promise((yes) => canvas.toBlob(yes, "image/jpeg", quality));
      if (blob && (blob.size <= PHOTO_BYTES || quality === 0.3)) return blob;
    }
    throw new Error("no picture");
  };

  const addPhoto = async (input) => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    let blob;
    try {
      blob = await shrunk(file);
    } catch {
      inform("photo-wrong");
      return;
    }
    const row = {
      key: newKey(), user, visit, url: root.dataset.photos, page: location.pathname, kind: "photo", note: "",
      question: null, section: Number(areaOf(input).dataset.area), target: "", blob, caption: "",
      seen_revision: 0, made_at: new Date().toISOString(), sent: false, stuck: "",
    };
    showPhoto(row);
    $(root, `[data-caption="${row.key}"]`).focus();
    await keep([row]);
  };

  const showPhoto = (row) => {
    const area = areas.find((one) => one.dataset.area === String(row.section));
    if (!area || isClosed) return;
    const made = copy("photo");
    made.dataset.photo = row.key;
    const caption = $(made, "input");
    caption.id = `bildtext-${row.key}`;
    caption.dataset.caption = row.key;
    caption.value = row.caption;
    $(made, "label").htmlFor = caption.id;
    caption.addEventListener("change", () => change(row, { caption: caption.value }));
    caption.addEventListener("blur", () => setTimeout(sync, 0));
    $(made, "[data-photo-drop]").addEventListener("click", () => drop((one) => one.key === row.key));
    $(made, "[data-photo-retry]").addEventListener("click", () => change(row, { stuck: "" }).then(sync));
    createImageBitmap(row.blob).then((picture) => {
      const canvas = $(made, "canvas");
      const part = Math.min(canvas.width / picture.width, canvas.height / picture.height);
      canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * part, picture.height * part);
    }, () => {});
    $(area, "[data-photos]").append(made);
  };

  const showPhotos = () => {
    for (const row of mine()) {
      if (row.kind === "photo" && !$(root, `[data-photo="${row.key}"]`)) showPhoto(row);
    }
    for (const place of all(root, "[data-photo][data-photo]:is(li)")) {
      const row = rows.find((one) => one.key === place.dataset.photo);
      const isDone = done.has(place.dataset.photo);
      if (!row && !isDone && !saving) {
        place.remove();
        continue;
      }
      const say = $(texts.content, `[data-photo-say="${isDone ? "server" : "device"}"]`).textContent;
      $(place, "[data-photo-state]").textContent = row && row.stuck ? row.problem : say;
      $(place, "[data-photo-retry]").hidden = !(row && row.stuck);
      $(place, "[data-photo-drop]").hidden = isDone;
      $(place, "input").disabled = isDone;
    }
  };

  /* ----- prepared beforehand, saved as a file, read from a file ----- */

  const inform = (...names) => {
    const place = $(root, "[data-told]");
    place.replaceChildren();
    for (const [name, what = {}] of names.map((one) => [].concat(one))) {
      const told = $(texts.content, `[data-told="${name}"]`).cloneNode(true);
      for (const [key, value] of Object.entries(what)) $(told, `[data-${key}]`).textContent = value;
      place.append(...told.childNodes, " ");
    }
  };

  const keepPage = async () => {
    if (!("caches" in window) || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.ready;
    const answer = await fetch(location.pathname, { redirect: "manual" }); // never the page to log in on
    if (!answer.ok) throw new Error("no page");
    await (await caches.open(cache)).put(location.pathname, answer);
  };

  const fetchAll = async () => {
    const { status, what, size } = await ask(root.dataset.package, {});
    if (status !== 200) {
      inform("not-fetched");
      return;
    }
    await settle([], visit, what);
    await within("readwrite", (_found, _rowStore, packs, packStore) => {
      packStore.put({ ...packs.get(visit), areas: what.areas, title: what.title, made_at: what.made_at });
    });
    try {
      await keepPage();
    } catch {
      inform("not-fetched");
      return;
    }
    const isKept = navigator.storage && navigator.storage.persist ? await navigator.storage.persist() : false;
    const told = ["fetched", { time: new Date().toTimeString().slice(0, 5), size: Math.ceil(size / 1024) }];
    inform(told, ...(isKept ? [] : ["evictable"]));
    hear();
    tell();
  };

  const asText = (blob) =>
    new Promise((yes, no) => {
      const reader = new FileReader();
      reader.onload = () => yes(reader.result);
      reader.onerror = () => no(reader.error);
      reader.readAsDataURL(blob);
    });
  const asBlob = (text) => {
    const bytes = Uint8Array.from(atob(text.split(",")[1]), (sign) => sign.charCodeAt(0));
    return new Blob([bytes], { type: "image/jpeg" });
  };

  const saveFile = async () => {
    await saveDirty();
    if (!mine().length) {
      inform("file-empty");
      return;
    }
    const ops = await Promise.all(mine().map(async ({ seq, blob, ...row }) => (blob ? { ...row, blob: await asText(blob) } : row)));
    const whole = { insyn: "visit", user, visit, title: root.dataset.title, saved_at: new Date().toISOString(), ops };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }));
    link.download = `besok-${visit}-${whole.saved_at.slice(0, 16).replace(/[:T]/g, "-")}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    inform(["file-saved", { n: ops.length }]);
  };

  const loadFile = async (input) => {
    try {
      const whole = JSON.parse(await input.files[0].text());
      if (whole.insyn !== "visit" || whole.user !== user || whole.visit !== visit) throw new Error("another");
      const there = new Set(rows.map((row) => row.key));
      const fresh = whole.ops
        .filter((row) => !there.has(row.key))
        .map((row) => ({
          ...row, user, visit, page: location.pathname, url: row.kind === "photo" ? root.dataset.photos : root.dataset.operations,
          sent: true, stuck: "", ...(row.blob ? { blob: asBlob(row.blob) } : {}),
        }));
      rows = await within("readwrite", (found, rowStore) => {
        for (const row of fresh) rowStore.add(row).onsuccess = (event) => (row.seq = event.target.result);
        return [...found, ...fresh];
      });
      restore();
      inform(["file-read", { n: whole.ops.length }]);
      announce();
      tell();
      sync();
    } catch {
      inform("file-wrong");
    }
    input.value = "";
  };

  /* ----- begin ----- */

  const restore = () => {
    for (const row of mine()) {
      if (row.kind === "photo") continue;
      const set = setOf(row);
      if (set) write(set, row);
    }
  };

  /* With the script everything is saved as it is written; without storage the forms are as they were. */
  const plain = (isOn) => {
    for (const one of all(root, "[data-plain]")) one.hidden = isOn;
    for (const one of all(root, "[data-photo-box], [data-tools]")) one.hidden = !isOn;
  };

  const watch = () => {
    const waiting = new Map();
    const soon = (set, pause) => {
      clearTimeout(waiting.get(set));
      waiting.set(set, setTimeout(() => isDirty(set) && store(set), pause));
    };
    const at = (target) => {
      const box = target.closest("[data-new-note]");
      if (box && target.name === "note" && target.value.trim()) return begun(box);
      const set = target.closest("[data-question], [data-note]");
      return set && !target.closest("[data-conflicts]") ? set : null;
    };
    root.addEventListener("input", ({ target }) => {
      const set = at(target);
      if (!set || isBroken) return;
      const off = !isNote(set) && first(set, "na");
      if (off && target !== off && off.checked && /^(answer|right|of)-/.test(target.name)) off.checked = false;
      tell();
      if (!["radio", "checkbox"].includes(target.type)) soon(set, TYPING);
    });
    root.addEventListener("change", ({ target }) => {
      if (target.matches("[data-photo]")) return addPhoto(target);
      if (target.matches("[data-load-file]")) return loadFile(target);
      const set = at(target);
      if (!set || isBroken) return undefined;
      clearTimeout(waiting.get(set));
      if (!isNote(set) && target === first(set, "na") && target.checked) {
        for (const box of inputs(set, "answer")) box.checked = false;
      }
      return isDirty(set) ? store(set) : undefined;
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || isBroken) return;
      if (button.matches("[data-clear]")) {
        event.preventDefault();
        const set = at(button);
        write(set, { value: null, comment: "" });
        store(set, { kind: "clear" });
      } else if (button.matches("[data-fetch]")) fetchAll();
      else if (button.matches("[data-save-file]")) saveFile();
      else if (button.matches("[data-discard]")) drop((row) => row.visit === visit).then(() => location.reload());
    });
    root.addEventListener("submit", (event) => {
      if (isBroken) return;
      event.preventDefault();
      saveDirty().then(() => sync());
    });
    addEventListener("pagehide", saveDirty);
  };

  /* A new note becomes a note of its own at its first letter, and goes on being written there. */
  const begun = (box) => {
    const field = $(box, "textarea");
    const about = Number(($(box, "select") || {}).value) || null;
    const set = noteAt(newKey(), areaOf(box).dataset.area, about);
    if (about) set.dataset.about = about;
    const [text, place] = [$(set, "textarea"), field.selectionStart];
    text.value = field.value;
    field.value = "";
    text.focus();
    text.setSelectionRange(place, place);
    return set;
  };

  const begin = async () => {
    for (const set of all(root, "[data-question], [data-note]")) add(set);
    show(areas[0]);
    fromHash();
    try {
      rows = await within("readwrite", (found, _rowStore, packs) => {
        pack = packs.get(visit) || null;
        return found;
      });
    } catch {
      isBroken = true;
    }
    if (!isBroken) {
      plain(true);
      hear();
      restore();
    }
    if (!isClosed) watch();
    tell();
    line.dataset.ready = "yes";
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.register(root.dataset.worker, { scope: "/besok/" }).then(keepPage).catch(() => {});
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    sync(true);
    setInterval(() => document.visibilityState === "visible" && !failures && sync(true), EVERY);
  };

  if (channel) {
    channel.onmessage = async ({ data }) => {
      if (data.user !== user || isBroken) return;
      const before = new Set(rows.map((row) => row.key));
      rows = await within("readonly", (found, _rowStore, packs) => {
        pack = packs.get(visit) || pack;
        return found;
      });
      for (const row of mine().filter((one) => !before.has(one.key) && one.kind !== "photo")) {
        const set = setOf(row);
        if (set && !isDirty(set)) write(set, row);
      }
      hear();
      tell();
    };
  }
  document.addEventListener("visit:leave", ({ detail }) => detail.push(saveDirty().then(() => sync())));
  document.addEventListener("visit:left", () => {
    rows = [];
    for (const set of sets.values()) remember(set);
    announce();
  });
  addEventListener("online", () => sync(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sync(true);
    else saveDirty();
  });
  addEventListener("pageshow", (event) => event.persisted && sync(true));
  addEventListener("beforeunload", (event) => {
    if (!isBroken && ([...sets.values()].some(isDirty) || saving)) event.preventDefault();
  });
  if (areas.length) begin();
})();
