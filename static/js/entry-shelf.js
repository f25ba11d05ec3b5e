/*
 * What was typed in the grid and not saved yet, kept on this device: per person, municipality and half-year.
 * What was submitted is taken off again by the page that says so.
 */
(function () {
  "use strict";

  window.entryShelf = function (element) {
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
  };

  const done = document.querySelector("[data-entry-done]");
  if (done) done.dataset.months.trim().split(" ").forEach(window.entryShelf(done).forget);
})();
