/*
 * Choosing a node of the lineage graph shows its line of the tables below it and its way from and to others. The graph is
 * enlarged and reduced, and walked through with the arrow keys.
 */
(function () {
  "use strict";

  function reach(edges, start, from, to) {
    const known = new Set([start]);
    const open = [start];
    while (open.length > 0) {
      (edges[from].get(open.pop()) || []).forEach((edge) => {
        if (!known.has(edge.getAttribute("data-" + to))) {
          known.add(edge.getAttribute("data-" + to));
          open.push(edge.getAttribute("data-" + to));
        }
      });
    }
    return known;
  }

  function index(lines) {
    const edges = { from: new Map(), to: new Map() };
    lines.forEach((line) => {
      ["from", "to"].forEach((end) => {
        const key = line.getAttribute("data-" + end);
        edges[end].set(key, (edges[end].get(key) || []).concat(line));
      });
    });
    return edges;
  }

  function detail(panel, row) {
    const list = document.createElement("dl");
    const heads = row.closest("table").tHead.rows[0].cells;
    Array.from(row.cells).forEach((cell, i) => {
      if (cell.textContent.trim() !== "") {
        const term = document.createElement("dt");
        const value = document.createElement("dd");
        term.textContent = heads[i].textContent;
        Array.from(cell.cloneNode(true).childNodes).forEach((child) => value.append(child));
        list.append(term, value);
      }
    });
    panel.replaceChildren(list);
    panel.hidden = false;
  }

  const STEP = 1.25;
  const LEAST = 0.3;
  const MOST = 4;

  function button(bar, name, text, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "jenkins-button";
    made.textContent = text;
    made.title = name;
    made.setAttribute("aria-label", name);
    if (pressed !== undefined) {
      made.setAttribute("aria-pressed", String(pressed));
    }
    bar.append(made);
    return made;
  }

  /** Buttons, keys and the wheel that enlarge and reduce. */
  function zoom(graph, svg, bar) {
    const width = Number(svg.getAttribute("width"));
    const height = Number(svg.getAttribute("height"));
    let scale = 1;
    function set(wanted) {
      const middle = { x: (graph.scrollLeft + graph.clientWidth / 2) / scale, y: (graph.scrollTop + graph.clientHeight / 2) / scale };
      scale = Math.min(MOST, Math.max(LEAST, wanted));
      svg.setAttribute("width", Math.round(width * scale));
      svg.setAttribute("height", Math.round(height * scale));
      graph.scrollTo(middle.x * scale - graph.clientWidth / 2, middle.y * scale - graph.clientHeight / 2);
    }
    const acts = {
      "+": () => set(scale * STEP),
      "=": () => set(scale * STEP),
      "-": () => set(scale / STEP),
      0: () => set(graph.clientWidth / width),
    };
    button(bar, graph.dataset.in, "+").addEventListener("click", acts["+"]);
    button(bar, graph.dataset.out, "−").addEventListener("click", acts["-"]);
    button(bar, graph.dataset.fit, "↔").addEventListener("click", acts[0]);
    graph.addEventListener("keydown", (event) => {
      if (acts[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        acts[event.key]();
      }
    });
    graph.addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey) {
          event.preventDefault();
          set(event.deltaY < 0 ? scale * STEP : scale / STEP);
        }
      },
      { passive: false }
    );
  }

  /** @return the node that an arrow key leads to: the nearest one on that side, sideways counting double */
  function beside(nodes, node, key) {
    const middle = (n) => {
      const box = n.querySelector("rect").getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    };
    const from = middle(node);
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    let best = null;
    let least = Infinity;
    nodes.forEach((other) => {
      const to = middle(other);
      const along = (to.x - from.x) * way[0] + (to.y - from.y) * way[1];
      const across = Math.abs((to.x - from.x) * way[1]) + Math.abs((to.y - from.y) * way[0]);
      if (along > 2 && along + 2 * across < least) {
        least = along + 2 * across;
        best = other;
      }
    });
    return best;
  }

  function start(graph) {
    const svg = graph.querySelector("svg");
    if (!svg) {
      return;
    }
    const nodes = Array.from(graph.querySelectorAll("a[data-node]"));
    const lines = Array.from(graph.querySelectorAll("[data-from]"));
    const edges = index(lines.filter((line) => line.classList.contains("cd4ml-edge")));
    const panel = document.createElement("div");
    panel.className = "cd4ml-node-detail";
    panel.setAttribute("aria-live", "polite");
    panel.hidden = true;
    graph.after(panel);
    const bar = document.createElement("div");
    bar.className = "cd4ml-graph-bar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", graph.dataset.keys);
    graph.before(bar);
    zoom(graph, svg, bar);
    const way = graph.querySelector(".cd4ml-way") && button(bar, graph.dataset.way, graph.dataset.way, false);

    function clear() {
      graph.classList.remove("cd4ml-choosing");
      nodes.concat(lines).forEach((e) => e.classList.remove("cd4ml-path", "cd4ml-chosen"));
      panel.hidden = true;
      if (way) {
        way.setAttribute("aria-pressed", "false");
      }
    }

    if (way) {
      way.addEventListener("click", () => {
        const wanted = way.getAttribute("aria-pressed") === "false";
        clear();
        if (wanted) {
          way.setAttribute("aria-pressed", "true");
          graph.classList.add("cd4ml-choosing");
          nodes.concat(lines).filter((e) => e.classList.contains("cd4ml-way")).forEach((e) => e.classList.add("cd4ml-path"));
        }
      });
    }

    function choose(node) {
      clear();
      const row = document.getElementById(node.getAttribute("href").slice(1));
      if (row) {
        detail(panel, row);
      }
      const up = reach(edges, node.getAttribute("data-node"), "to", "from");
      const down = reach(edges, node.getAttribute("data-node"), "from", "to");
      graph.classList.add("cd4ml-choosing");
      node.classList.add("cd4ml-chosen");
      nodes.filter((n) => up.has(n.getAttribute("data-node")) || down.has(n.getAttribute("data-node"))).forEach((n) => n.classList.add("cd4ml-path"));
      lines
        .filter((l) => up.has(l.getAttribute("data-to")) && up.has(l.getAttribute("data-from")) || down.has(l.getAttribute("data-from")) && down.has(l.getAttribute("data-to")))
        .forEach((l) => l.classList.add("cd4ml-path"));
    }

    graph.addEventListener("click", (event) => {
      if (event.target.closest(".cd4ml-fold")) {
        return; // a link of the page
      }
      const node = event.target.closest("a[data-node]");
      event.preventDefault();
      if (node) {
        choose(node);
      } else {
        clear();
      }
    });
    graph.addEventListener("keydown", (event) => {
      const node = event.target.closest("a[data-node]");
      if (event.key === "Escape") {
        clear();
      } else if (node && event.key.startsWith("Arrow")) {
        const next = beside(nodes, node, event.key);
        if (next) {
          event.preventDefault();
          next.focus();
        }
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cd4ml-graph").forEach(start));
})();
