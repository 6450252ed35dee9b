/* Charts by echarts in Jenkins' colours, drawn again when the theme or the width changes. */
(function () {
  "use strict";

  const ROLES = {
    text: "--text-color",
    secondary: "--text-color-secondary",
    line: "--input-border",
    background: "--background",
    accent: "--blue",
    other: "--orange",
    bad: "--red",
    good: "--green",
  };
  const FALLBACK = { text: "#333", secondary: "#777", line: "#bbb", background: "#fff", accent: "#0b6aa2", other: "#b06000", bad: "#b00020", good: "#138a2e" };

  /** The page's colours as the browser computes them: a canvas knows no variables. */
  function colors() {
    const probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
    const found = {};
    Object.entries(ROLES).forEach(([role, name]) => {
      probe.style.color = FALLBACK[role];
      probe.style.color = "var(" + name + ", " + FALLBACK[role] + ")";
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.fillStyle = FALLBACK[role];
      canvas.fillStyle = getComputedStyle(probe).color;
      canvas.fillRect(0, 0, 1, 1);
      found[role] = "rgb(" + Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)).join(",") + ")";
    });
    probe.remove();
    return found;
  }

  function base(c) {
    return {
      animation: false,
      aria: { enabled: true },
      textStyle: { color: c.text, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 12, right: 24, top: 48, bottom: 12, containLabel: true },
      legend: { top: 8, type: "scroll", textStyle: { color: c.text } },
      tooltip: { trigger: "axis", confine: true, backgroundColor: c.background, borderColor: c.line, textStyle: { color: c.text } },
    };
  }

  function axis(c, more) {
    return Object.assign(
      {
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: { color: c.secondary },
        axisLabel: { color: c.secondary, hideOverlap: true },
        axisLine: { lineStyle: { color: c.line } },
        splitLine: { lineStyle: { color: c.line, opacity: 0.3 } },
      },
      more
    );
  }

  function text(value) {
    if (typeof value !== "number") {
      return value === null || value === undefined ? "" : String(value);
    }
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e15) {
      return String(value);
    }
    return size >= 1e6 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(5)));
  }

  /**
   * Draws a chart into an element.
   *
   * @param option gives echarts' option for the colours
   */
  function draw(element, option) {
    const chart = window.echarts.getInstanceByDom(element) || window.echarts.init(element, null, { renderer: "svg" });
    const again = () => {
      const c = colors();
      chart.setOption(Object.assign(base(c), option(c)), true);
    };
    again();
    if (!element.dataset.watched) {
      element.dataset.watched = "true";
      new ResizeObserver(() => chart.resize()).observe(element);
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => element.dispatchEvent(new Event("cd4ml-theme")));
      new MutationObserver(() => element.dispatchEvent(new Event("cd4ml-theme"))).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      element.addEventListener("cd4ml-theme", () => element.redraw());
    }
    element.redraw = again;
  }

  window.cd4mlCharts = { draw, axis, text };
})();
