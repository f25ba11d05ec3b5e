/*
 * The grid in which a municipality enters its months, as the other scripts of the grid know it: its months, what
 * stands in them, and how to say something of them. They come after it, each with a part of the work:
 * entry-saving.js, entry-keys.js and entry-restore.js. Without them the form does the same with a button.
 */
(function () {
  "use strict";

  const KINDS = ["home", "transitional", "hotel"];

  const form = document.querySelector("[data-entry]");
  if (!form) return;

  /* A page from the browser's memory would send the same form again. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });

  const words = JSON.parse(document.getElementById("entry-words").textContent);
  const state = form.querySelector("[data-save-state]");
  const submit = form.querySelector("[data-submit]");
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

  window.entrySheet = {
    kinds: KINDS, form: form, words: words, submit: submit, months: months,
    values: values, shown: shown, refresh: refresh, name: name, say: say, errors: errors,
  };

  months.forEach(refresh);
  const summary = document.querySelector("[data-summary]");
  if (summary) summary.focus();
})();
