/* Keeps the pages of visits, and the files they are made of, for when there is no network.
   Pages: the network first. Files, whose names change with what is in them: the store first.
   Never what is sent, never what devices are told. */
"use strict";
const CACHE = "{{ cache|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OURS = /^besok-/;
const PAGE = /^\/besok\/\d+\/$/;
const PATIENCE = 4000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
  self.skipWaiting();
});

/* An older store goes when its pages have been fetched anew; without a network it stays. */
const renew = async (name) => {
  const [old, fresh] = [await caches.open(name), await caches.open(CACHE)];
  for (const { url } of await old.keys()) {
    if (!PAGE.test(new URL(url).pathname)) continue;
    const answer = await fetch(url, { redirect: "manual" });
    if (answer.ok) await fresh.put(url, answer);
  }
  await caches.delete(name);
};

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await self.clients.claim();
    const others = (await caches.keys()).filter((name) => OURS.test(name) && name !== CACHE);
    await Promise.allSettled(others.map(renew));
  })());
});

const stored = (path) => caches.match(path, { ignoreVary: true });
const page = async (request) => {
  const path = new URL(request.url).pathname;
  const asked = fetch(request).then(async (answer) => {
    if (answer.status >= 500) return (await stored(path)) || answer;
    if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(path, answer.clone());
    return answer;
  });
  const waited = new Promise((yes) => setTimeout(yes, PATIENCE)).then(() => stored(path)).then((kept) => kept || asked);
  const answered = asked.catch(async () => (await stored(path)) || Response.error());
  return Promise.race([answered, waited.catch(() => answered)]);
};

const file = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(request));
});
