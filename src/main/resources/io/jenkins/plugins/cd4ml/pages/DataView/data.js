/* Draws the columns of each dataset, a hundred at a time; sorts and searches them in the browser. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const PAGE = 100;
  const WIDTH = 120;
  const HEIGHT = 28;
  const NAME = 0;
  const KIND = 1;
  const MISSING = 2;
  const LOW = 5;
  const HIGH = 6;
  const NOW = 10;
  const WAS = 11;
  const WAS_LOW = 12;
  const WAS_HIGH = 13;

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

  function shape(tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  /** Shares of the bins, scaled by width so that histograms over different ranges have comparable areas. */
  function densities(counts, width) {
    const sum = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => (sum > 0 ? count / sum / (width || 1) : 0));
  }

  function sparkline(row) {
    const svg = shape("svg", { viewBox: "0 0 " + WIDTH + " " + HEIGHT, role: "img", "aria-label": row[NAME] });
    const now = row[NOW];
    const was = row[WAS];
    const numeric = row[KIND] === "number" && typeof row[LOW] === "number" && typeof row[HIGH] === "number";
    let low = 0;
    let high = Math.max(now.length, was.length) || 1;
    let ranges = [[0, now.length], [0, was.length]];
    if (numeric) {
      const both = typeof row[WAS_LOW] === "number" && was.length > 0;
      ranges = [[row[LOW], row[HIGH]], both ? [row[WAS_LOW], row[WAS_HIGH]] : [row[LOW], row[HIGH]]];
      ranges = ranges.map(([a, b]) => (a === b ? [a - 0.5, b + 0.5] : [a, b]));
      low = Math.min(ranges[0][0], ranges[1][0]);
      high = Math.max(ranges[0][1], ranges[1][1]);
    }
    const place = (x) => ((x - low) / (high - low || 1)) * WIDTH;
    const step = ([a, b], n) => (b - a) / (n || 1);
    const shares = [now, was].map((counts, i) => densities(counts, step(ranges[i], counts.length)));
    const most = shares[0].concat(shares[1]).reduce((a, b) => Math.max(a, b), 0) || 1;
    const level = (share) => HEIGHT - 1 - (share / most) * (HEIGHT - 3);
    shares[0].forEach((share, i) => {
      if (share > 0) {
        const width = step(ranges[0], now.length);
        const x = place(ranges[0][0] + i * width);
        const y = level(share);
        const wide = Math.max(0.7, place(ranges[0][0] + (i + 1) * width) - x - 0.4);
        svg.append(shape("rect", { class: "cd4ml-now", x: x.toFixed(1), y: y.toFixed(1), width: wide.toFixed(1), height: (HEIGHT - y).toFixed(1) }));
      }
    });
    if (was.length > 0) {
      const width = step(ranges[1], was.length);
      let path = "M" + place(ranges[1][0]).toFixed(1) + " " + HEIGHT;
      shares[1].forEach((share, i) => {
        path += "V" + level(share).toFixed(1) + "H" + place(ranges[1][0] + (i + 1) * width).toFixed(1);
      });
      svg.append(shape("path", { class: "cd4ml-was", d: path + "V" + HEIGHT }));
    }
    return svg;
  }

  function line(row) {
    const tr = document.createElement("tr");
    const cell = (content, type) => {
      const td = document.createElement("td");
      td.className = type || "";
      td.append(content);
      tr.append(td);
    };
    cell(row[NAME], "cd4ml-text");
    cell(row[KIND]);
    cell(sparkline(row));
    cell(row[MISSING] === 0 ? "0" : (row[MISSING] * 100).toPrecision(3) + " %", "cd4ml-number");
    for (let i = 3; i < NOW; i++) {
      cell(text(row[i]), "cd4ml-number");
    }
    return tr;
  }

  function compare(key, sign) {
    return (a, b) => {
      const x = a[key];
      const y = b[key];
      if (x === null || y === null) {
        return (x === null) - (y === null); // what has no number stands last, whichever way
      }
      return sign * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y)));
    };
  }

  function show(root, columns) {
    const body = root.querySelector("tbody");
    const more = root.querySelector(".cd4ml-more");
    const search = root.querySelector("input");
    const count = root.querySelector(".cd4ml-count");
    let rows = columns;
    let shown = 0;
    const grow = () => {
      rows.slice(shown, shown + PAGE).forEach((row) => body.append(line(row)));
      shown = Math.min(rows.length, shown + PAGE);
      more.hidden = shown >= rows.length;
      more.textContent = root.dataset.more + " (" + (rows.length - shown) + ")";
      count.textContent = rows.length + " / " + columns.length;
    };
    const again = () => {
      body.replaceChildren();
      shown = 0;
      grow();
    };
    let order = null;
    const select = () => {
      const wanted = search.value.toLowerCase();
      rows = columns.filter((row) => row[NAME].toLowerCase().includes(wanted));
      if (order) {
        rows.sort(order);
      }
      again();
    };
    more.addEventListener("click", grow);
    search.addEventListener("input", select);
    root.querySelectorAll("th button").forEach((button) => {
      button.addEventListener("click", () => {
        const th = button.parentElement;
        const key = Number(button.dataset.key);
        // numbers of drift are looked at from the largest
        const first = key > KIND ? "descending" : "ascending";
        const second = key > KIND ? "ascending" : "descending";
        const next = th.getAttribute("aria-sort") === first ? second : first;
        root.querySelectorAll("th[aria-sort]").forEach((other) => other.setAttribute("aria-sort", "none"));
        th.setAttribute("aria-sort", next);
        order = compare(key, next === "ascending" ? 1 : -1);
        select();
      });
    });
    again();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".cd4ml-columns").forEach((root) => {
      fetch("columns?dataset=" + encodeURIComponent(root.dataset.dataset))
        .then((response) => {
          if (!response.ok) {
            throw new Error(response.status);
          }
          return response.json();
        })
        .then((answer) => {
          if (answer.problem) {
            root.textContent = answer.problem;
          } else {
            show(root, answer.columns);
          }
        })
        .catch(() => {
          root.textContent = root.dataset.failed;
        });
    });
  });
})();
