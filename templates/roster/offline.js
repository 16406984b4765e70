// Shows a register that was open before while there is no connection. Pages are kept for one user
// at a time; marks are never kept here (see outbox.js).
"use strict";

const STATIC = "register-static";
const PATIENCE = 8000;
const MOST_PAGES = 30;
const pagesOf = (user) => `register-pages-${user}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepPage(request, response) {
  const user = response.headers.get("X-Kept-For");
  if (!user || response.status !== 200 || response.redirected) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("register-pages-") && name !== pagesOf(user)) await caches.delete(name);
  }
  const cache = await caches.open(pagesOf(user));
  await cache.delete(request);
  await cache.put(request, response);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_PAGES))) await cache.delete(old);
}

async function page(event) {
  const address = new URL(event.request.url).pathname;
  try {
    const response = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
    event.waitUntil(keepPage(address, response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(address);
    if (kept) return kept;
    throw error;
  }
}

async function file(event) {
  const cache = await caches.open(STATIC);
  const kept = await cache.match(event.request);
  if (kept && /\.[0-9a-f]{12}\./.test(event.request.url)) return kept;
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(cache.put(event.request, response.clone()));
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && /^\/lessons\/\d+\/$/.test(pathname)) {
    event.respondWith(page(event));
  } else if (["style", "script", "image", "font"].includes(request.destination)) {
    event.respondWith(file(event));
  }
});

// The first page of all was loaded before this script: it asks to be kept.
async function keep({ address, files }) {
  const cache = await caches.open(STATIC);
  await Promise.allSettled(files.map((url) => cache.add(url)));
  await keepPage(address, await fetch(address));
}

self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));
