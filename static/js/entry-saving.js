/*
 * Drafts that save themselves: what is typed goes to the server a moment later, stays on this device until it is
 * there, and is sent once. When somebody else was in the same month, both values are shown.
 */
(function () {
  "use strict";

  const DELAY = 800;
  const RETRY = 10000;

  const sheet = window.entrySheet;
  if (!sheet) return;
  const { kinds, form, words, months, values, shown, refresh, name, say, errors } = sheet;
  const stored = window.entryShelf(form);

  months.forEach(function (month) { month.kept = month.root.dataset.unsaved ? "" : shown(month); });

  /* Saving. */

  function changed(month, quietly) {
    refresh(month);
    stored.keep(month.code, { values: values(month), version: month.version.value });
    clearTimeout(month.timer);
    if (conflict(month)) return;
    if (!quietly) say(words.unsaved);
    month.timer = setTimeout(function () { save(month); }, DELAY);
  }

  function conflict(month) { return month.root.querySelector("[data-conflict]"); }

  function cookie(name) {
    const found = document.cookie.split("; ").find(function (part) { return part.startsWith(name + "="); });
    return found ? found.slice(name.length + 1) : form.elements.csrfmiddlewaretoken.value;
  }

  function save(month, leaving) {
    clearTimeout(month.timer);
    if (month.busy) return month.busy.then(function () { return save(month); });
    const now = shown(month);
    if (now === month.kept || conflict(month)) return Promise.resolve();
    const body = Object.assign(values(month), {
      month: month.code, version: Number(month.version.value), user: form.dataset.user,
      zero: "",
    });
    month.sent = now;
    month.busy = fetch(form.dataset.draftUrl, {
      method: "POST", credentials: "same-origin", keepalive: Boolean(leaving), body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie(form.dataset.csrfCookie) },
    }).then(function (response) {
      const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
      if (isOurs && !response.redirected) return response.json().then(function (answer) { answered(month, now, answer); });
      if (response.redirected || [401, 403, 404].includes(response.status)) return say(words.signedOut, true, true);
      throw new Error(String(response.status));
    }).catch(function (error) {
      say(error instanceof TypeError ? words.offline : words.failed, true);
      month.timer = setTimeout(function () { save(month); }, RETRY);
    }).then(function () { month.busy = null; });
    return month.busy;
  }

  function answered(month, sent, answer) {
    if (answer.status !== "invalid") errors(month, {});
    if (answer.status === "saved") {
      month.version.value = answer.version;
      month.kept = sent;
      if (shown(month) === sent) stored.forget(month.code);
      else changed(month, true);
      const kept = month.root.querySelector("[data-kept]");
      if (kept) kept.textContent = "";
      return say(answer.message);
    }
    if (answer.status === "conflict") return conflicted(month, answer);
    if (answer.status === "invalid") errors(month, answer.errors);
    return say(answer.message, true);
  }

  /* Whose value stays. */

  function conflicted(month, answer) {
    const place = month.root.querySelector("[data-conflict-place]");
    place.innerHTML = answer.html;
    say(words.conflict, true);
    if (month.root.contains(document.activeElement)) conflict(month).focus();
  }

  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-mine], [data-theirs]");
    if (!button) return;
    event.preventDefault();
    const panel = button.closest("[data-conflict]");
    const month = months.find(function (one) { return one.root.contains(panel); });
    month.version.value = panel.dataset.version;
    panel.remove();
    if ("theirs" in button.dataset) {
      kinds.forEach(function (kind, place) { month.cells[place].value = panel.dataset[kind]; });
      month.note.value = panel.dataset.note;
      month.kept = shown(month);
      errors(month, {});
      stored.forget(month.code);
      refresh(month);
      say("");
    } else {
      month.kept = "";
      save(month);
    }
    month.cells[0].focus();
  });

  /* What is typed. */

  form.addEventListener("input", function (event) {
    const month = months.find(function (one) { return one.root.contains(event.target); });
    if (!month) return;
    if (event.target === month.zero) {
      month.cells.forEach(function (cell) { cell.value = month.zero.checked ? "0" : ""; });
    } else if (event.target === month.send) {
      return name();
    } else if (event.target.name === month.code + "-explanation") {
      month.send.checked = true;
      return name();
    }
    month.send.checked = true;
    changed(month);
  });

  /* Sending: after what is still being saved, and once. */

  let isSent = false;
  form.addEventListener("submit", function (event) {
    const busy = months.map(function (month) { clearTimeout(month.timer); return month.busy; }).filter(Boolean);
    form.elements.csrfmiddlewaretoken.value = cookie(form.dataset.csrfCookie);
    if (isSent) return event.preventDefault();
    if (navigator.onLine === false) { event.preventDefault(); return say(words.offline, true); }
    if (!busy.length) { isSent = true; return; }
    event.preventDefault();
    say(words.saving);
    Promise.all(busy).then(function () {
      if (months.some(conflict)) return;
      form.requestSubmit(event.submitter);
    });
  });

  window.addEventListener("online", function () { months.forEach(function (month) { save(month); }); });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && !isSent) months.forEach(function (month) { save(month, true); });
  });

  sheet.stored = stored;
  sheet.changed = changed;
  form.querySelector("[data-save]").hidden = true;
})();
