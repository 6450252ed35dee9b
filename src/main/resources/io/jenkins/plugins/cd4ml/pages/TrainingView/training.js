/* Shows a training's progress, metrics and parameters, and asks for them again while it runs. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const PAUSE = 2000;
  const BRIEF = 4;

  function text(value) {
    if (value === null || value === undefined) {
      return "";
    }
    if (typeof value !== "number") {
      return String(value);
    }
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e15) {
      return String(value);
    }
    return size >= 1e6 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(5)));
  }

  function element(tag, style, content) {
    const made = document.createElement(tag);
    if (style) {
      made.className = style;
    }
    if (content !== undefined) {
      made.textContent = content;
    }
    return made;
  }

  function curve(points, width, height) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("aria-hidden", "true");
    const known = points.filter((p) => typeof p[1] === "number");
    if (known.length > 1) {
      const steps = known.map((p) => p[0]);
      const values = known.map((p) => p[1]);
      const left = steps.reduce((a, b) => Math.min(a, b));
      const bottom = values.reduce((a, b) => Math.min(a, b));
      const wide = steps.reduce((a, b) => Math.max(a, b)) - left || 1;
      const high = values.reduce((a, b) => Math.max(a, b)) - bottom || 1;
      const line = document.createElementNS(SVG, "polyline");
      line.setAttribute(
        "points",
        known
          .map((p) => {
            const x = 1 + ((p[0] - left) / wide) * (width - 2);
            const y = height - 2 - ((p[1] - bottom) / high) * (height - 4);
            return `${x.toFixed(1)},${y.toFixed(1)}`;
          })
          .join(" ")
      );
      svg.append(line);
    }
    return svg;
  }

  function table(headers, rows) {
    const made = element("table", "jenkins-table");
    const head = element("tr");
    headers.forEach((header, i) => {
      const numbers = rows.length > 0 && rows.every((cells) => typeof cells[i] === "number");
      head.append(element("th", numbers ? "cd4ml-number" : "", header));
    });
    made.append(element("thead"), element("tbody"));
    made.tHead.append(head);
    rows.forEach((cells) => {
      const row = element("tr");
      cells.forEach((cell) => {
        const td = element("td", typeof cell === "number" ? "cd4ml-number" : "cd4ml-text");
        td.append(cell instanceof Node ? cell : text(cell));
        row.append(td);
      });
      made.tBodies[0].append(row);
    });
    return made;
  }

  function duration(seconds) {
    if (seconds < 60) {
      return `${Math.round(seconds)} s`;
    }
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  function head(place, live) {
    const line = element("div", "cd4ml-live-head");
    if (place.dataset.title) {
      const link = element("a", "", place.dataset.title);
      link.href = place.dataset.page;
      line.append(link);
    }
    line.append(element("span", "cd4ml-live-state", live.state));
    if (live.progress !== undefined) {
      const bar = element("progress");
      bar.max = 1;
      bar.value = live.progress;
      line.append(bar, element("span", "", `${Math.round(100 * live.progress)} %`));
    }
    if (live.secondsLeft !== undefined) {
      line.append(element("span", "", `${duration(live.secondsLeft)} ${place.dataset.left || "left"}`));
    }
    if (live.stepsPerSecond !== undefined) {
      line.append(element("span", "", `${text(live.stepsPerSecond)} ${place.dataset.rate || "steps/s"}`));
    }
    return line;
  }

  function brief(place, live) {
    const list = element("div", "cd4ml-live-brief");
    live.metrics.slice(0, BRIEF).forEach((metric) => {
      const item = element("span", "cd4ml-live-metric");
      item.append(element("span", "", metric.name), element("b", "", text(metric.value)), curve(metric.points, 80, 18));
      list.append(item);
    });
    place.replaceChildren(head(place, live), list);
  }

  function pairs(values) {
    return Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join(", ");
  }

  function full(place, live) {
    const words = place.dataset;
    const parts = [head(place, live)];
    parts.push(
      table(
        [words.metric, words.value, words.step, words.curve],
        live.metrics.map((m) => [m.name, m.value, m.step, curve(m.points, 320, 48)])
      )
    );
    if (live.metricsInAll > live.metrics.length) {
      parts.push(element("p", "", `${live.metricsInAll - live.metrics.length} ${words.more}`));
    }
    const params = Object.entries(live.params);
    if (params.length > 0) {
      parts.push(table([words.param, words.value], params));
    }
    if (live.trials.length > 0) {
      parts.push(
        table(
          [words.trial, words.status, words.params, words.metrics],
          live.trials.map((t) => [t.name, t.status.toLowerCase(), pairs(t.params), pairs(t.metrics)])
        )
      );
    }
    place.replaceChildren();
    parts.forEach((part) => place.append(part));
  }

  function show(place) {
    fetch(place.dataset.url, { headers: { Accept: "application/json" }, cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((live) => {
        (place.dataset.brief ? brief : full)(place, live);
        if (live.state === "running") {
          setTimeout(show, PAUSE, place);
        }
      })
      .catch(() => setTimeout(show, 5 * PAUSE, place)); // Jenkins restarts
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cd4ml-live").forEach(show));
})();
