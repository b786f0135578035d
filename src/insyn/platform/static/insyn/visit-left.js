/* What a visit has left on the device: said on every page, and asked about before one logs out.
   The pages kept for a visit go at log-out, when somebody else logs in, and when nobody has used them for long. */
(() => {
  "use strict";

  const user = document.body.dataset.user || "";
  const texts = document.getElementById("besok-kvar");
  if (!user || !texts || !("indexedDB" in window)) return;
  const DAY = 24 * 60 * 60 * 1000;
  const KEPT_DAYS = 14;
  const PAGE = /^\/besok\/(\d+)\/$/;

  /* The store is opened only if there is one: no page but that of a visit makes it. */
  const open = () =>
    new Promise((yes) => {
      const asked = indexedDB.open("insyn-visit");
      asked.onupgradeneeded = () => asked.transaction.abort();
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        yes(asked.result);
      };
      asked.onerror = () => yes(null);
    });

  const within = async (mode, act) => {
    const base = await open();
    if (!base) return [];
    return new Promise((yes, no) => {
      const whole = base.transaction(["rows", "packs"], mode, { durability: "strict" });
      let answer = [];
      whole.objectStore("rows").getAll().onsuccess = (event) => {
        answer = act(event.target.result, whole.objectStore("rows"), whole.objectStore("packs")) || [];
      };
      whole.oncomplete = () => {
        base.close();
        yes(answer);
      };
      whole.onabort = whole.onerror = () => no(whole.error);
    });
  };

  const mine = () => within("readonly", (rows) => rows.filter((row) => row.user === user));

  const emptyPages = async () => {
    if (!("caches" in window)) return;
    const names = (await caches.keys()).filter((name) => name.startsWith("besok-"));
    await Promise.all(names.map((name) => caches.delete(name)));
  };

  /* ----- said on every page but that of the visit, which says more ----- */

  const tell = async () => {
    const rows = await mine();
    const old = document.querySelector("[data-left-on-device]");
    if (old) old.remove();
    if (!rows.length || document.getElementById("besok")) return;
    const told = texts.content.querySelector("[data-left]").cloneNode(true);
    const oldest = Math.min(...rows.map((row) => Date.parse(row.made_at)));
    told.dataset.leftOnDevice = "";
    told.querySelector("[data-n]").textContent = String(rows.length);
    told.querySelector("a").href = rows[0].page;
    told.querySelector("[data-late]").hidden = Date.now() - oldest < DAY;
    document.getElementById("innehall").prepend(told);
  };

  /* Packages of another user are taken away, and one's own that nothing waits for and nobody has used for long.
     Words that are not sent wait for their writer. */
  const forgetPacks = async () => {
    const gone = new Set();
    await within("readwrite", (rows, _store, packs) => {
      const waits = new Set(rows.filter((row) => row.user === user).map((row) => row.visit));
      packs.getAll().onsuccess = ({ target }) => {
        for (const pack of target.result) {
          const isOld = !waits.has(pack.visit) && Date.now() - (pack.at || 0) > KEPT_DAYS * DAY;
          if (pack.user === user && !isOld) continue;
          if (pack.user === user) gone.add(pack.visit);
          packs.delete(pack.id);
        }
      };
    });
    return gone;
  };

  /* A page says in itself whose it is: that of another user goes also when there is no package beside it. */
  const forgetPages = async (gone) => {
    if (!("caches" in window)) return;
    for (const name of (await caches.keys()).filter((one) => one.startsWith("besok-"))) {
      const cache = await caches.open(name);
      for (const kept of await cache.keys()) {
        const [, visit] = PAGE.exec(new URL(kept.url).pathname) || [];
        if (!visit) continue;
        const page = await (await cache.match(kept, { ignoreVary: true })).text();
        const isOurs = page.includes(`data-user="${user}"`);
        if (!isOurs || gone.has(visit)) await cache.delete(kept);
      }
    }
  };

  const forget = async () => forgetPages(await forgetPacks());

  /* ----- logging out empties the device, and asks first when something would be lost ----- */

  const asks = (count) =>
    new Promise((yes) => {
      const dialog = texts.content.querySelector("dialog").cloneNode(true);
      dialog.querySelector("[data-n]").textContent = String(count);
      dialog.addEventListener("close", () => {
        dialog.remove();
        yes(dialog.returnValue === "leave");
      });
      document.body.append(dialog);
      dialog.showModal();
    });

  const leave = async (form) => {
    const waits = [];
    document.dispatchEvent(new CustomEvent("visit:leave", { detail: waits }));
    await Promise.race([Promise.all(waits), new Promise((yes) => setTimeout(yes, 4000))]);
    const rows = await mine();
    if (rows.length && !(await asks(rows.length))) return;
    await within("readwrite", (found, store, packs) => {
      for (const row of found.filter((one) => one.user === user)) store.delete(row.seq);
      packs.clear();
    });
    await emptyPages();
    document.dispatchEvent(new CustomEvent("visit:left"));
    HTMLFormElement.prototype.submit.call(form);
  };

  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave(form).catch(() => HTMLFormElement.prototype.submit.call(form));
    });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tell());
  forget().then(tell).catch(() => {});
})();
