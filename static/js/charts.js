/*
 * Draws the charts of a page. A chart is <div class="chart" data-chart-url="…">; its figure comes as JSON from
 * that address. The chart library is fetched once, when the first chart comes near the view. Without this script,
 * or when something fails, the table beside the chart tells the same.
 */
(function () {
  "use strict";

  const root = document.documentElement;
  const charts = Array.from(document.querySelectorAll(".chart[data-chart-url]"));
  if (!charts.length) return;

  const PRINT_WIDTH = 660;
  const CONFIG = {
    responsive: true,
    displaylogo: false,
    displayModeBar: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    doubleClick: false,
    scrollZoom: false,
    locale: root.lang === "en" ? "en" : "nl",
  };
  const DUTCH = {
    moduleType: "locale",
    name: "nl",
    dictionary: {},
    format: {
      days: ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
      shortDays: ["zo", "ma", "di", "wo", "do", "vr", "za"],
      months: ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
      shortMonths: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
      date: "%d-%m-%Y",
      decimal: ",",
      thousands: ".",
      grouping: [3],
    },
  };

  let library = null;

  function load(element, attributes) {
    return new Promise(function (resolve, reject) {
      Object.assign(element, attributes);
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /* The style sheet has to be there before the library, under the name that keeps it from writing styles inline. */
  function plotly() {
    library = library || load(document.createElement("link"), {
      rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles", href: root.dataset.plotlyCss,
    }).then(function () {
      return load(document.createElement("script"), { src: root.dataset.plotly });
    }).then(function () {
      window.Plotly.register(DUTCH);
      return window.Plotly;
    });
    return library;
  }

  async function figure(url) {
    const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!response.ok) throw new Error(url + ": " + response.status);
    return response.json();
  }

  /* On a narrow screen the text of the axes takes less of the width. */
  function fitted(layout, width) {
    if (width >= 520) return layout;
    const margin = Object.assign({}, layout.margin, { l: Math.min((layout.margin || {}).l || 56, 48) });
    return Object.assign({}, layout, { margin: margin, font: Object.assign({}, layout.font, { size: 12 }) });
  }

  async function draw(chart) {
    if (chart.dataset.state) return;
    chart.dataset.state = "loading";
    try {
      const [Plotly, drawing] = await Promise.all([plotly(), figure(chart.dataset.chartUrl)]);
      await Plotly.newPlot(chart, drawing.data, fitted(drawing.layout, chart.clientWidth), CONFIG);
      chart.dataset.state = "drawn";
    } catch (error) {
      chart.dataset.state = "failed";
      chart.classList.add("chart--failed");
      openTable(chart);
      console.error(error);
    }
  }

  function openTable(chart) {
    const table = chart.closest(".chart-figure") && chart.closest(".chart-figure").querySelector("details.chart-data");
    if (table && !table.open) {
      table.open = true;
      return table;
    }
    return null;
  }

  const observer = new IntersectionObserver(function (entries) {
    entries.filter((entry) => entry.isIntersecting).forEach(function (entry) {
      observer.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "200px 0px" });
  charts.forEach((chart) => observer.observe(chart));

  /* On paper: drawn charts in the width of the sheet, the table in place of charts that were never in view. */
  let restore = [];
  window.addEventListener("beforeprint", function () {
    restore = charts.map(function (chart) {
      if (chart.dataset.state === "drawn") {
        window.Plotly.relayout(chart, { width: PRINT_WIDTH, height: 280 });
        return () => window.Plotly.relayout(chart, { width: null, height: null, autosize: true });
      }
      if (chart.dataset.state === "failed") return () => {};
      const table = openTable(chart);
      chart.classList.add("chart--failed");
      return function () {
        chart.classList.remove("chart--failed");
        if (table) table.open = false;
      };
    });
  });
  window.addEventListener("afterprint", function () {
    restore.forEach((back) => back());
    restore = [];
  });
})();
