/* Bars, points, lines and parallel coordinates of runs and of their trainings, as echarts' options. */
(function () {
  "use strict";

  const X = 0;
  const MEAN = 1;
  const LOW = 2;
  const HIGH = 3;
  const COUNT = 4;
  const BUILD = 5;
  const MINUTE = 60000;
  const SYMBOLS = ["circle", "triangle", "diamond", "rect", "roundRect", "pin", "arrow"];
  const DASHES = ["solid", "dashed", "dotted"];

  /** A period as people say it. */
  function period(millis) {
    const minutes = millis / MINUTE;
    if (minutes < 2) {
      return window.cd4mlCharts.text(Math.round(millis) / 1000) + " s";
    }
    return minutes < 120 ? window.cd4mlCharts.text(Math.round(minutes * 10) / 10) + " min" : minutes < 2880 ? window.cd4mlCharts.text(Math.round(minutes / 6) / 10) + " h" : window.cd4mlCharts.text(Math.round(minutes / 144) / 10) + " d";
  }

  function shown(x, axis) {
    if (axis === "time") {
      return new Date(x).toLocaleString();
    }
    return axis === "elapsed" ? period(x) : window.cd4mlCharts.text(x);
  }

  function escaped(text) {
    return window.echarts.format.encodeHTML(text);
  }

  /** What a pointer reads: names come from agents. */
  function tip(words, label, axis, point) {
    const text = window.cd4mlCharts.text;
    const several = point[COUNT] > 1 ? "<br>" + escaped(words.range.replace("{0}", text(point[LOW])).replace("{1}", text(point[HIGH])).replace("{2}", point[COUNT])) : "";
    return escaped(label) + "<br>" + escaped(shown(point[X], axis)) + ": <b>" + escaped(text(point[MEAN])) + "</b>" + several;
  }

  function horizontal(c, axis, name, bars, categories) {
    const charts = window.cd4mlCharts;
    if (bars || categories) {
      return charts.axis(c, { type: "category", name, data: categories, axisLabel: { color: c.secondary, hideOverlap: true, formatter: (at) => (bars && !categories ? at : at.length > 24 ? at.slice(0, 23) + "…" : at) } });
    }
    if (axis === "time") {
      return charts.axis(c, { type: "time", name });
    }
    return charts.axis(c, { type: "value", name, scale: true, minInterval: axis === "build" || axis === "step" ? 1 : undefined, axisLabel: { color: c.secondary, hideOverlap: true, formatter: (at) => shown(at, axis) } });
  }

  function palette(c) {
    return [c.accent, c.other, c.good, c.bad, c.secondary, c.text];
  }

  /**
   * @param series of the chart, each a name and its points; @param kind line, bar or scatter
   * @param names  of the axes, x and y, as a reader sees them
   */
  function plot(words, kind, axis, names, series) {
    const bars = kind === "bar";
    return (c) => {
      const colors = palette(c);
      const texts = series.some((s) => s.points.some((p) => typeof p[X] === "string"));
      const places = [];
      if (bars || texts) {
        const known = new Set();
        series.forEach((s) => s.points.forEach((p) => known.add(p[X])));
        places.push(...Array.from(known).sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1)));
      }
      const labels = new Map(places.map((p, i) => [p, i]));
      const at = (p) => (bars || texts ? labels.get(p[X]) : p[X]);
      return {
        color: colors,
        legend: { show: series.length > 1, top: 8, type: "scroll", textStyle: { color: c.text }, pageTextStyle: { color: c.text }, pageIconColor: c.text },
        grid: { left: 32, right: 24, top: 48, bottom: 36, containLabel: true },
        tooltip: { trigger: "item", confine: true, backgroundColor: c.background, borderColor: c.line, textStyle: { color: c.text }, formatter: (item) => tip(words, item.seriesName, axis, item.data.point) },
        xAxis: horizontal(c, axis, names.x, bars, bars || texts ? places.map((p) => shown(p, axis)) : null),
        yAxis: window.cd4mlCharts.axis(c, { type: "value", scale: !bars, name: names.y, nameGap: 12, nameLocation: "end", nameTextStyle: { color: c.secondary, align: "left" } }),
        dataZoom: [{ type: "inside", filterMode: "none" }],
        series: series.map((s, i) => ({
          name: s.name,
          type: kind,
          barMaxWidth: 40,
          symbol: SYMBOLS[i % SYMBOLS.length],
          symbolSize: kind === "scatter" ? 9 : 5,
          showSymbol: s.points.length < 80,
          lineStyle: { width: 2, type: DASHES[Math.floor(i / colors.length) % DASHES.length] },
          data: s.points.map((p) => ({ value: [at(p), p[MEAN]], point: p, name: p[BUILD] ? "#" + p[BUILD] : "" })),
        })),
      };
    };
  }

  /** @param chart axes, each a key and whether it has texts, and rows, each a build and its values */
  function parallel(chart) {
    return (c) => {
      const last = chart.axes.length - 1;
      const numbers = last < 0 || chart.axes[last].text ? [] : chart.rows.map((row) => row[last + 1]).filter((value) => value !== null);
      const axes = chart.axes.map((axis, i) => {
        const texts = Array.from(new Set(chart.rows.map((row) => row[i + 1]).filter((value) => value !== null).map(String))).sort();
        return { dim: i, name: axis.key.length > 28 ? axis.key.slice(0, 27) + "…" : axis.key, type: axis.text ? "category" : "value", data: axis.text ? texts : undefined, scale: true };
      });
      return {
        legend: { show: false },
        tooltip: { confine: true, backgroundColor: c.background, borderColor: c.line, textStyle: { color: c.text } },
        parallel: {
          left: 60,
          right: 90,
          top: 56,
          bottom: 20,
          parallelAxisDefault: {
            nameTextStyle: { color: c.text },
            nameRotate: chart.axes.length > 5 ? 12 : 0,
            axisLine: { lineStyle: { color: c.secondary } },
            axisTick: { lineStyle: { color: c.secondary } },
            axisLabel: { color: c.text, formatter: (value) => (typeof value === "number" ? window.cd4mlCharts.text(value) : value.length > 18 ? value.slice(0, 17) + "…" : value) },
          },
        },
        parallelAxis: axes,
        visualMap:
          numbers.length > 0
            ? { show: false, type: "continuous", dimension: last, min: numbers.reduce((a, b) => Math.min(a, b)), max: numbers.reduce((a, b) => Math.max(a, b)), inRange: { color: [c.other, c.accent] } }
            : undefined,
        series: [
          {
            type: "parallel",
            lineStyle: { width: 1.5, opacity: 0.6, color: c.accent },
            data: chart.rows.map((row) => ({ name: "#" + row[0], value: row.slice(1).map((value, i) => (value === null ? "-" : chart.axes[i].text ? String(value) : value)) })),
          },
        ],
      };
    };
  }

  window.cd4mlPlots = { plot, parallel };
})();
