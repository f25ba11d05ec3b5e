/*
 * The grid in which a municipality enters its months: moving by keys, pasting a block, drafts that save themselves,
 * what was typed kept on this device until it is saved. Without this script the form does the same with a button.
 */
(function () {
  "use strict";

  const DELAY = 800;
  const RETRY = 10000;
  const KINDS = ["home", "transitional", "hotel"];

  /* What was typed and not saved yet, on this device: per person, municipality and half-year. */
  function shelf(element) {
    const key = "invoer:" + element.dataset.user + ":" + element.dataset.place;
    function read() {
      try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { return {}; }
    }
    function write(all) {
      try {
        if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all));
        else localStorage.removeItem(key);
      } catch (error) { /* No storage, or full: the page itself still holds what was typed. */ }
    }
    return {
      read: read,
      keep: function (code, entry) { const all = read(); all[code] = entry; write(all); },
      forget: function (code) { const all = read(); delete all[code]; write(all); },
    };
  }

  const done = document.querySelector("[data-entry-done]");
  if (done) done.dataset.months.trim().split(" ").forEach(shelf(done).forget);

  const form = document.querySelector("[data-entry]");
  if (!form) return;

  /* A page from the browser's memory would send the same form again. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });

  const words = JSON.parse(document.getElementById("entry-words").textContent);
  const state = form.querySelector("[data-save-state]");
  const submit = form.querySelector("[data-submit]");
  const stored = shelf(form);
  const months = Array.from(form.querySelectorAll("[data-month]")).map(function (root) {
    return {
      root: root,
      code: root.dataset.month,
      cells: KINDS.map(function (kind) { return root.querySelector('[data-kind="' + kind + '"]'); }),
      note: root.querySelector("textarea[data-note]"),
      version: root.querySelector("input[data-version]"),
      send: root.querySelector("[data-send]"),
      zero: root.querySelector("[data-zero]"),
      total: root.querySelector("[data-total]"),
      timer: 0,
      busy: null,
      sent: "",
    };
  });
  form.querySelector("[data-save]").hidden = true;

  /* Reading and showing values. */

  function values(month) {
    return {
      home: month.cells[0].value, transitional: month.cells[1].value, hotel: month.cells[2].value,
      note: month.note.value,
    };
  }

  function shown(month) { return JSON.stringify(values(month)); }

  function number(text) {
    const typed = text.trim();
    return /^(\d{1,9}|[1-9]\d{0,2}([. ])\d{3}(\2\d{3})*)$/.test(typed) ? Number(typed.replace(/[. ]/g, "")) : NaN;
  }

  function isEmpty(month) { return month.cells.every(function (cell) { return !cell.value.trim(); }); }

  function refresh(month) {
    const filled = month.cells.filter(function (cell) { return cell.value.trim(); });
    const sum = filled.reduce(function (before, cell) { return before + number(cell.value); }, 0);
    month.total.textContent = filled.length && !isNaN(sum) ? sum.toLocaleString(document.documentElement.lang) : "–";
    month.zero.checked = filled.length > 0 && sum === 0 && month.cells.every(function (cell) { return number(cell.value) === 0; });
    name();
  }

  /* The button says what it sends. */
  function name() {
    const names = months.filter(function (month) {
      return month.send.checked && (!isEmpty(month) || month.root.dataset.counts);
    }).map(function (month) { return month.root.dataset.name; });
    const last = names.pop();
    const all = names.length ? words.and.replace("{first}", names.join(", ")).replace("{last}", last) : last;
    submit.textContent = last ? words.submit.replace("{months}", all) : words.submitNone;
  }

  function say(text, failed, link) {
    state.textContent = text;
    state.classList.toggle("entry-bar__state--failed", Boolean(failed));
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = form.dataset.loginUrl + "?next=" + encodeURIComponent(location.pathname);
      anchor.textContent = words.signIn;
      state.append(" ", anchor);
    }
  }

  function errors(month, found) {
    month.cells.forEach(function (cell) {
      const text = found[cell.dataset.kind] || "";
      const place = document.getElementById(cell.id + "-error");
      const others = cell.getAttribute("aria-describedby").split(" ").filter(function (id) { return id !== place.id; });
      place.textContent = text;
      place.hidden = !text;
      cell.setAttribute("aria-describedby", (text ? [place.id] : []).concat(others).join(" "));
      if (text) cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
      cell.classList.toggle("utrecht-textbox--invalid", Boolean(text));
    });
  }

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
      KINDS.forEach(function (kind, place) { month.cells[place].value = panel.dataset[kind]; });
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

  /* Keys: a block of cells, as in a spreadsheet. */

  const rows = months.map(function (month) { return month.cells; });

  function at(cell) {
    const row = rows.findIndex(function (cells) { return cells.includes(cell); });
    return row < 0 ? null : { row: row, column: rows[row].indexOf(cell) };
  }

  function go(row, column) {
    const cell = rows[row] && rows[row][column];
    if (cell) { cell.focus(); cell.select(); }
    return Boolean(cell);
  }

  form.addEventListener("focusin", function (event) {
    if (at(event.target)) event.target.dataset.before = event.target.value;
  });

  form.addEventListener("keydown", function (event) {
    const cell = event.target;
    const place = at(cell);
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!place) {
      if (event.key === "Enter" && cell.matches('input:not([type="checkbox"])')) { event.preventDefault(); submit.focus(); }
      return;
    }
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const atStart = whole || cell.selectionEnd === 0;
    const atEnd = whole || cell.selectionStart === cell.value.length;
    if (event.key === "ArrowUp") { go(place.row - 1, place.column); event.preventDefault(); }
    else if (event.key === "ArrowDown") { go(place.row + 1, place.column); event.preventDefault(); }
    else if (event.key === "ArrowLeft" && !event.shiftKey && atStart && go(place.row, place.column - 1)) event.preventDefault();
    else if (event.key === "ArrowRight" && !event.shiftKey && atEnd && go(place.row, place.column + 1)) event.preventDefault();
    else if (event.key === "Enter") {
      event.preventDefault();
      if (!go(place.row + (event.shiftKey ? -1 : 1), place.column)) submit.focus();
    } else if (event.key === "Escape" && cell.value !== cell.dataset.before) {
      event.preventDefault();
      cell.value = cell.dataset.before;
      cell.select();
      changed(months[place.row]);
    }
  });

  form.addEventListener("paste", function (event) {
    const place = at(event.target);
    const copied = place && event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const text = copied.replace(/(\r\n|\r|\n)$/, "");
    if (!/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    const block = text.split(/\r\n|\r|\n/);
    block.slice(0, rows.length - place.row).forEach(function (line, down) {
      const month = months[place.row + down];
      line.split("\t").slice(0, KINDS.length - place.column).forEach(function (value, right) {
        month.cells[place.column + right].value = value.trim().slice(0, 40);
      });
      month.send.checked = true;
      changed(month);
    });
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

  /* What an earlier visit left behind. */

  function put(month, entry) {
    KINDS.forEach(function (kind, place) { month.cells[place].value = entry.values[kind] || ""; });
    month.note.value = entry.values.note || "";
    month.version.value = entry.version;
    month.send.checked = true;
    changed(month, true);
  }

  function offer() {
    const left = stored.read();
    Object.keys(left).forEach(function (code) {
      const month = months.find(function (one) { return one.code === code; });
      if (!month || JSON.stringify(left[code].values) === shown(month)) stored.forget(code);
    });
    const found = months.filter(function (month) { return month.code in left && JSON.stringify(left[month.code].values) !== shown(month); });
    if (!found.length) return;
    const box = document.createElement("div");
    box.className = "utrecht-alert utrecht-alert--warning notice entry-restore";
    box.setAttribute("role", "group");
    const text = document.createElement("p");
    text.textContent = words.found.replace("{months}", found.map(function (month) { return month.root.dataset.name; }).join(", "));
    text.id = "entry-restore-text";
    box.setAttribute("aria-labelledby", text.id);
    box.append(text);
    [["restore", put], ["discard", function (month) { stored.forget(month.code); }]].forEach(function (choice) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "utrecht-button utrecht-button--secondary-action";
      button.textContent = words[choice[0]];
      button.addEventListener("click", function () {
        found.forEach(function (month) { choice[1](month, left[month.code]); });
        box.remove();
        say(choice[0] === "restore" ? words.restored : "");
        found[0].cells[0].focus();
      });
      box.append(button);
    });
    form.querySelector("[data-restore]").append(box);
  }

  months.forEach(function (month) {
    month.kept = month.root.dataset.unsaved ? "" : shown(month);
    refresh(month);
  });
  offer();
  months.forEach(function (month) { if (month.root.dataset.unsaved) stored.keep(month.code, { values: values(month), version: month.version.value }); });
  const summary = document.querySelector("[data-summary]");
  if (summary) summary.focus();
})();
