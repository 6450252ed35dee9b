/* What to draw of a job's runs: the choices beside the chart, and what the server tells for them. */
(function () {
  "use strict";

  const AXES = 12;

  function option(value, text) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = text === undefined ? value : text;
    return made;
  }

  function fill(select, options) {
    const before = select.value;
    select.replaceChildren(...options);
    if (options.some((o) => o.value === before)) {
      select.value = before;
    }
  }

  function start(place) {
    const words = place.dataset;
    const find = (name) => place.querySelector(".cd4ml-chart-" + name);
    const of = find("of");
    const kind = find("kind");
    const x = find("x");
    const y = find("y");
    const every = find("every");
    const statistic = find("statistic");
    const axes = find("axes");
    const chart = place.querySelector(".cd4ml-chart");
    const note = find("note");
    const keys = Array.from(document.querySelectorAll("input[name='column']"), (box) => box.value);
    const metrics = Array.from(y.options, (o) => o.value);
    const numbers = metrics.concat(keys.filter((key) => !metrics.includes(key) && !["verdict", "promoted", "model", "digest"].includes(key)));
    let trainings = [];
    let asked = 0;

    function set(name, shown) {
      place.querySelector("[data-choice='" + name + "']").hidden = !shown;
    }

    /** The choices that go with the data and the chart. */
    function form() {
      const runs = of.value === "runs";
      const curves = of.value === "curves";
      if (curves && kind.value === "parallel") {
        kind.value = "line";
      }
      const many = kind.value === "parallel";
      fill(y, (runs ? numbers : trainings).map((key) => option(key)));
      fill(
        x,
        curves
          ? [option("step", words.step), option("epoch", words.epoch), option("time", words.time), option("elapsed", words.elapsed)]
          : [option("build", words.builds), option("time", words.time), option("elapsed", words.elapsed)].concat(keys.map((key) => option(key)))
      );
      Array.from(kind.options).forEach((o) => (o.hidden = o.disabled = o.value === "parallel" && curves));
      set("x", !many && of.value !== "summary");
      set("y", !(runs && many));
      set("statistic", of.value === "summary" && !many);
      set("axes", runs && many);
      set("every", !many && of.value !== "summary" && (x.value === "time" || x.value === "elapsed"));
    }

    function query(more) {
      const asks = new URLSearchParams(more);
      if (words.filter !== "") {
        asks.set("filter", words.filter);
      }
      asks.set("sort", words.sort);
      asks.set("order", words.order);
      document.querySelectorAll(".cd4ml-runs input[name='build']:checked").forEach((box) => asks.append("build", box.value));
      return asks;
    }

    function get(path, asks) {
      const mine = ++asked;
      return fetch(path + "?" + asks)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((told) => {
          place.hidden = false;
          return mine === asked ? told : new Promise(() => {}); // something else is wanted by now
        });
    }

    function draw(drawn, empty, said) {
      note.textContent = empty ? words.nothing : said;
      chart.hidden = empty;
      if (!empty) {
        window.cd4mlCharts.draw(chart, drawn);
      }
    }

    function named(select) {
      return select.selectedOptions.length === 0 ? "" : select.selectedOptions[0].textContent;
    }

    function runs() {
      const trend = kind.value === "line" && y.value.startsWith("metrics.") && !y.value.includes("[") && (x.value === "build" || (x.value === "time" && every.value === "0"));
      if (trend) {
        const asks = query({ metric: y.value.slice("metrics.".length) });
        asks.delete("sort");
        return get("trend", asks).then((told) => draw(window.cd4mlTrend(place, told, x.value === "time"), told.points.length === 0, ""));
      }
      return get("chart", query({ x: x.value, y: y.value, every: every.value, grouped: String(kind.value === "bar") })).then((told) =>
        draw(window.cd4mlPlots.plot(words, kind.value, x.value, { x: named(x), y: y.value }, [{ name: y.value, points: told.points }]), told.points.length === 0, told.runs > told.points.length ? words.thinned.replace("{0}", told.points.length).replace("{1}", told.runs) : "")
      );
    }

    function parallel() {
      const asks = query({});
      axes.querySelectorAll("input:checked").forEach((box) => asks.append("axis", box.value));
      return get("parallel", asks).then((told) => draw(window.cd4mlPlots.parallel(told), told.axes.length < 2 || told.rows.length === 0, told.runs > told.rows.length ? words.first.replace("{0}", told.rows.length).replace("{1}", told.runs) : ""));
    }

    function curves() {
      const along = of.value === "curves" ? x.value : "step";
      return get("curves", query({ metric: y.value, x: along, every: every.value })).then((told) => {
        if (trainings.length !== told.names.length) {
          trainings = told.names;
          form();
          y.value = told.metric;
        }
        const said = [told.more ? words.more.replace("{0}", told.runs.length) : "", told.runs.some((run) => run.cut) ? words.cut : ""].filter((s) => s !== "").join(" ");
        if (of.value === "curves") {
          const series = told.runs.map((run) => ({ name: "#" + run.build, points: run.points }));
          return draw(window.cd4mlPlots.plot(words, kind.value, along, { x: named(x), y: told.metric }, series), series.every((s) => s.points.length === 0), said);
        }
        const kinds = Array.from(statistic.options, (o) => o.value);
        if (kind.value === "parallel") {
          const rows = told.runs.map((run) => [run.build].concat(kinds.map((name) => run.statistics[name])));
          const named = Array.from(statistic.options, (o) => ({ key: o.textContent, text: false }));
          return draw(window.cd4mlPlots.parallel({ axes: named, rows }), rows.length === 0, said);
        }
        const points = told.runs.map((run) => [run.build, run.statistics[statistic.value], run.statistics.min, run.statistics.max, run.statistics.count, run.build]).sort((a, b) => a[0] - b[0]);
        return draw(window.cd4mlPlots.plot(words, kind.value, "build", { x: words.builds, y: told.metric }, [{ name: named(statistic), points }]), points.length === 0, said);
      });
    }

    function load() {
      form();
      return of.value !== "runs" ? curves() : kind.value === "parallel" ? parallel() : runs();
    }

    const chosen = new Set(Array.from(document.querySelectorAll("input[name='column']:checked"), (box) => box.value));
    keys.forEach((key) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = key;
      box.checked = chosen.has(key) && key !== "verdict" && key !== "promoted";
      label.append(box, " " + key);
      axes.append(label);
    });
    axes.addEventListener("change", (event) => {
      const checked = axes.querySelectorAll("input:checked");
      event.target.checked = event.target.checked && checked.length <= AXES;
      load();
    });
    [of, kind, x, y, every, statistic].forEach((select) => select.addEventListener("change", load));
    document.querySelectorAll(".cd4ml-runs input[name='build']").forEach((box) => box.addEventListener("change", load));
    load();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cd4ml-trend").forEach(start));
})();
