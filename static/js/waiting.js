// Marks that wait in this browser are sent from the first page, too; what cannot be sent is named.
import { Outbox, lessonsWaiting } from "./outbox.js";

const config = JSON.parse(document.getElementById("waiting-config").textContent);
const place = document.getElementById("waiting");

function link(lesson) {
  const made = document.createElement("a");
  made.href = config.lesson.replace("/0/", `/${lesson}/`);
  made.textContent = config.text;
  return made;
}

async function send(lesson) {
  const marks = config.marks.replace("/0/", `/${lesson}/`);
  const outbox = new Outbox({ ...config, lesson, marks }, () => {});
  await outbox.send();
  if (!lessonsWaiting(config.user).includes(lesson)) return;
  place.hidden = false;
  place.append(link(lesson), " ");
}

for (const lesson of lessonsWaiting(config.user)) send(lesson);
