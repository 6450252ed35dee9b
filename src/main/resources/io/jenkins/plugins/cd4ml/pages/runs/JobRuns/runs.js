/* The trend of a metric over the runs that the filter takes. */
(function () {
  "use strict";

  const BUILD = 0;
  const TIME = 1;
  const VALUE = 2;
  const CHAMPION = 3;
  const BOUND = 4;
  const LOW = 5;
  const HIGH = 6;
  const PROMOTED = 7;

  /** The interval from run to run, as one polygon a stretch. */
  function band(name, color, points, x) {
    const stretches = [];
    for (let i = 1; i < points.length; i++) {
      const ends = [points[i - 1], points[i]];
      if (ends.every((p) => p[LOW] !== null && p[HIGH] !== null)) {
        stretches.push(ends.flatMap((p) => [p[x], p[LOW], p[HIGH]]));
      }
    }
    return {
      name,
      type: "custom",
      silent: true,
      itemStyle: { color },
      encode: { x: [0, 3], y: [1, 2, 4, 5] },
      data: stretches,
      renderItem: (params, api) => ({
        type: "polygon",
        shape: { points: [[0, 1], [3, 4], [3, 5], [0, 2]].map(([a, b]) => api.coord([api.value(a), api.value(b)])) },
        style: { fill: color, opacity: 0.15 },
      }),
    };
  }

  function option(place, trend, overTime) {
    const words = place.dataset;
    const charts = window.cd4mlCharts;
    const x = overTime ? TIME : BUILD;
    const points = trend.points.slice().sort((a, b) => a[x] - b[x]);
    const line = (key) => points.map((p) => [p[x], p[key]]);
    const known = (key) => points.some((p) => p[key] !== null);
    return (c) => {
      const series = [];
      if (known(LOW) && known(HIGH)) {
        series.push(band(words.interval, c.accent, points, x));
      }
      series.push({ name: words.value, type: "line", symbolSize: 5, showSymbol: points.length < 80, itemStyle: { color: c.accent }, lineStyle: { color: c.accent, width: 2 }, data: line(VALUE) });
      if (known(CHAMPION)) {
        series.push({ name: words.champion, type: "line", step: "end", symbol: "none", itemStyle: { color: c.secondary }, lineStyle: { color: c.secondary, type: "dashed" }, data: line(CHAMPION) });
      }
      if (known(BOUND)) {
        series.push({ name: words.bound, type: "line", step: "end", symbol: "none", itemStyle: { color: c.bad }, lineStyle: { color: c.bad }, data: line(BOUND) });
      }
      const promoted = points.filter((p) => p[PROMOTED] !== "");
      if (promoted.length > 0) {
        series.push({
          name: words.promoted,
          type: "scatter",
          symbol: "pin",
          symbolSize: 22,
          itemStyle: { color: c.good },
          data: promoted.map((p) => ({ value: [p[x], p[VALUE]], name: p[PROMOTED] })),
        });
      }
      return {
        legend: { top: 8, type: "scroll", textStyle: { color: c.text }, data: series.map((s) => s.name) },
        xAxis: charts.axis(c, { type: overTime ? "time" : "value", min: "dataMin", max: "dataMax", minInterval: overTime ? undefined : 1 }),
        yAxis: charts.axis(c, { type: "value", scale: true }),
        dataZoom: [{ type: "inside" }],
        series,
      };
    };
  }

  /** @return echarts' option for the colours */
  window.cd4mlTrend = option;
})();
