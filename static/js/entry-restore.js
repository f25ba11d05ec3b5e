/*
 * What an earlier visit typed and could not save, as far as this device kept it: offered again at the top.
 */
(function () {
  "use strict";

  const sheet = window.entrySheet;
  if (!sheet || !sheet.changed) return;
  const { kinds, form, words, months, values, shown, say, stored, changed } = sheet;

  function put(month, entry) {
    kinds.forEach(function (kind, place) { month.cells[place].value = entry.values[kind] || ""; });
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

  offer();
  months.forEach(function (month) {
    if (month.root.dataset.unsaved) stored.keep(month.code, { values: values(month), version: month.version.value });
  });
})();
