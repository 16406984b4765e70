// Nobody is signed in: registers that this browser kept for work without a network are dropped. Marks
// that were not sent yet stay (outbox.js); they are sent when their owner signs in again.
if (window.caches) {
  caches.keys().then((names) => {
    for (const name of names) if (name.startsWith("register-pages-")) caches.delete(name);
  });
}
