/* Choosing a node of the lineage graph shows its line of the tables below it and its way from and to others. */
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

  function start(graph) {
    const nodes = Array.from(graph.querySelectorAll("a[data-node]"));
    const lines = Array.from(graph.querySelectorAll("[data-from]"));
    const edges = index(lines.filter((line) => line.classList.contains("cd4ml-edge")));
    const panel = document.createElement("div");
    panel.className = "cd4ml-node-detail";
    panel.setAttribute("aria-live", "polite");
    panel.hidden = true;
    graph.after(panel);

    function clear() {
      graph.classList.remove("cd4ml-choosing");
      nodes.concat(lines).forEach((e) => e.classList.remove("cd4ml-path", "cd4ml-chosen"));
      panel.hidden = true;
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
      const node = event.target.closest("a[data-node]");
      event.preventDefault();
      if (node) {
        choose(node);
      } else {
        clear();
      }
    });
    graph.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        clear();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cd4ml-graph").forEach(start));
})();
