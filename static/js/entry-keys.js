/*
 * The grid by keys, as in a spreadsheet: arrows and Enter move, Escape puts back, a block is pasted where it goes.
 */
(function () {
  "use strict";

  const sheet = window.entrySheet;
  if (!sheet || !sheet.changed) return;
  const { kinds, form, submit, months, changed } = sheet;

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
      line.split("\t").slice(0, kinds.length - place.column).forEach(function (value, right) {
        month.cells[place.column + right].value = value.trim().slice(0, 40);
      });
      month.send.checked = true;
      changed(month);
    });
  });
})();
