/* Draws what an evaluation recorded: matrix, curves, calibration, scores and residuals, with the champion's. */
(function () {
  "use strict";

  const charts = window.cd4mlCharts;
  /** More names do not stand below each other. */
  const FEATURES = 15;

  function curve(name, color, points, dashed) {
    return { name, type: "line", symbol: "none", itemStyle: { color }, lineStyle: { color, width: 2, type: dashed ? "dashed" : "solid" }, data: points };
  }

  function unit(c, name) {
    return charts.axis(c, { type: "value", name, min: 0, max: 1 });
  }

  function plane(c, x, y, series) {
    return {
      grid: { left: 36, right: 24, top: 48, bottom: 36, containLabel: true },
      tooltip: { trigger: "item", confine: true, backgroundColor: c.background, borderColor: c.line, textStyle: { color: c.text } },
      xAxis: unit(c, x),
      yAxis: charts.axis(c, { type: "value", name: y, min: 0, max: 1, nameGap: 40 }),
      series,
    };
  }

  /** Both models' points as lines that a pointer can read. */
  function both(words, c, data, points) {
    const series = [];
    [
      [words.model, c.accent, data.details, false],
      [words.champion, c.secondary, data.championDetails, true],
    ].forEach(([name, color, details, dashed]) => {
      const found = points(details);
      if (found.length > 0) {
        series.push(Object.assign(curve(name, color, found, dashed), { symbol: "circle", symbolSize: 4, showSymbol: found.length < 30 }));
      }
    });
    return series;
  }

  const PARTS = {
    roc: (words, data) => (c) =>
      plane(c, words.fpr, words.tpr, both(words, c, data, (d) => (d.curve || []).map((p) => [p.falsePositiveRate, p.truePositiveRate])).concat([curve(words.chance, c.line, [[0, 0], [1, 1]], true)])),
    pr: (words, data) => (c) =>
      plane(c, words.recall, words.precision, both(words, c, data, (d) => (d.curve || []).filter((p) => p.precision !== null).map((p) => [p.truePositiveRate, p.precision]))),
    calibration: (words, data) => (c) =>
      plane(c, words.predicted, words.observed, both(words, c, data, (d) => (d.calibration || []).map((p) => [p.predicted, p.observed])).concat([curve(words.perfect, c.line, [[0, 0], [1, 1]], true)])),
    scores: (words, data) => (c) => {
      const scores = data.details.scores;
      return bars(c, words, words.score, scores, scores.classes.map((one, i) => ({ name: one.class, color: [c.accent, c.other][i % 2], counts: one.counts })));
    },
    residuals: (words, data) => (c) => {
      const series = [{ name: words.model, color: c.accent, counts: data.details.residuals.histogram.counts }];
      return bars(c, words, words.residuals, data.details.residuals.histogram, series);
    },
    importance: (words, data) => (c) => {
      const importance = data.details.importance;
      const features = importance.features.slice(0, FEATURES).reverse(); // echarts counts from below
      return {
        legend: { show: false },
        grid: { left: 12, right: 24, top: 16, bottom: 36, containLabel: true },
        tooltip: Object.assign(tip(c), {
          formatter: (at) => features[at.dataIndex].feature + "\n" + charts.text(features[at.dataIndex].loss) + " ± " + charts.text(features[at.dataIndex].deviation),
        }),
        xAxis: charts.axis(c, { type: "value", name: words.loses.replace("{0}", importance.metric) }),
        yAxis: charts.axis(c, { type: "category", data: features.map((f) => f.feature), axisLabel: { color: c.secondary, width: 130, overflow: "truncate", interval: 0 } }),
        series: [
          { name: words.importance, type: "bar", barMaxWidth: 18, itemStyle: { color: c.accent, opacity: 0.75 }, data: features.map((f) => f.loss) },
          spread(c, features),
        ],
      };
    },
    confusion: (words, data) => (c) => {
      const matrix = data.details.confusion;
      const cells = [];
      matrix.truthByPrediction.forEach((row, truth) => {
        const sum = row.reduce((a, b) => a + b, 0);
        row.forEach((count, said) => cells.push({ value: [said, truth, sum > 0 ? count / sum : 0], count }));
      });
      const was = (data.championDetails.confusion || {}).truthByPrediction;
      const few = matrix.classes.length <= 12;
      const label = (at) => charts.text(at.data.count) + (few ? "\n" + (100 * at.value[2]).toFixed(1) + " %" : "");
      return {
        legend: { show: false },
        grid: { left: 36, right: 24, top: 16, bottom: 40, containLabel: true },
        tooltip: Object.assign(tip(c), {
          formatter: (at) =>
            words.truth + ": " + matrix.classes[at.value[1]] + "\n" + words.prediction + ": " + matrix.classes[at.value[0]] + "\n" + label(at) + (was ? "\n" + words.champion + ": " + charts.text((was[at.value[1]] || [])[at.value[0]]) : ""),
        }),
        visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [c.background, c.accent] } },
        xAxis: charts.axis(c, { type: "category", data: matrix.classes, name: words.prediction }),
        yAxis: charts.axis(c, { type: "category", data: matrix.classes, name: words.truth, inverse: true, nameGap: 60 }),
        series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: c.line, borderWidth: 1 }, label: { show: few, formatter: label, lineHeight: 18, color: c.text, textBorderColor: c.background, textBorderWidth: 3 } }],
      };
    },
  };

  /** Of names that strangers wrote: no markup. */
  function tip(c) {
    return { trigger: "item", confine: true, backgroundColor: c.background, borderColor: c.line, textStyle: { color: c.text }, renderMode: "richText" };
  }

  /** One standard deviation to each side. */
  function spread(c, features) {
    return {
      type: "custom",
      silent: true,
      encode: { x: [0, 2], y: 1 },
      data: features.map((f, i) => [f.loss - f.deviation, i, f.loss + f.deviation]),
      renderItem: (params, api) => {
        const [low, y] = api.coord([api.value(0), api.value(1)]);
        const high = api.coord([api.value(2), api.value(1)])[0];
        const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: c.text, lineWidth: 1.5 } });
        return { type: "group", children: [line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4)] };
      },
    };
  }

  function bars(c, words, name, range, series) {
    const bins = series[0].counts.length;
    const width = (range.high - range.low) / bins;
    const edges = series[0].counts.map((_, i) => charts.text(range.low + i * width) + " – " + charts.text(range.low + (i + 1) * width));
    return {
      grid: { left: 36, right: 24, top: 48, bottom: 36, containLabel: true },
      xAxis: charts.axis(c, { type: "category", data: edges, name, axisLabel: { color: c.secondary, formatter: (edge) => edge.split(" – ")[0] } }),
      yAxis: charts.axis(c, { type: "value", name: words.rows, nameGap: 44 }),
      series: series.map((one) => ({ name: one.name, type: "bar", barGap: "-100%", barCategoryGap: "4%", itemStyle: { color: one.color, opacity: 0.6 }, data: one.counts })),
    };
  }

  function there(details) {
    return {
      confusion: details.confusion && details.confusion.classes.length > 0,
      roc: details.curve && details.curve.length > 1,
      pr: details.curve && details.curve.length > 1,
      calibration: details.calibration && details.calibration.length > 0,
      scores: details.scores && details.scores.classes.length > 0,
      residuals: details.residuals && details.residuals.histogram,
      importance: details.importance && (details.importance.features || []).length > 0,
    };
  }

  function start(place) {
    fetch("details")
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((data) => {
        place.hidden = false;
        const known = there(data.details);
        Object.keys(PARTS)
          .filter((part) => known[part])
          .forEach((part) => {
            const figure = document.createElement("figure");
            const caption = document.createElement("figcaption");
            const chart = document.createElement("div");
            caption.textContent = place.dataset[part];
            chart.className = "cd4ml-chart";
            chart.dataset.part = part;
            chart.setAttribute("role", "img");
            chart.setAttribute("aria-label", place.dataset[part]);
            figure.append(caption, chart);
            place.append(figure);
            charts.draw(chart, PARTS[part](place.dataset, data));
          });
      });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cd4ml-evaluation").forEach(start));
})();
