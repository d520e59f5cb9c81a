/* The scoreboard: filtered and sorted in the page. What is chosen stands in the address after "#", so that a view can be
   passed on; "#t48" alone leads to a row as ever. Without this script the whole table stays. */
(function () {
  "use strict";

  function plain(text) { return text.normalize("NFKC").toLowerCase(); }

  function words(text) { return plain(text).split(/\s+/).filter(Boolean); }

  /* ---- what is chosen, and its address ---- */

  function readHash() {
    var hash = window.location.hash.slice(1);
    return hash.indexOf("=") < 0 ? null : new URLSearchParams(hash);
  }

  function stateOf(form, sort) {
    var state = new URLSearchParams();
    Array.from(form.elements).forEach(function (field) { if (field.name && field.value.trim()) { state.set(field.name, field.value.trim()); } });
    if (sort.column) { state.set("sort", (sort.down ? "-" : "") + sort.column); }
    return state.toString();
  }

  function apply(state, form, sort) {
    Array.from(form.elements).forEach(function (field) {
      if (!field.name) { return; }
      field.value = state.get(field.name) || "";
      if (field.selectedIndex === -1) { field.value = ""; } /* an address from another edition */
    });
    var order = state.get("sort") || "";
    sort.down = order.charAt(0) === "-";
    sort.column = Number(order.replace("-", "")) || 0;
  }

  /* ---- rows ---- */

  function fits(row, form) {
    return Array.from(form.elements).every(function (field) {
      if (!field.name || !field.value) { return true; }
      if (field.name === "text") {
        return words(field.value).every(function (word) { return row.said.includes(word); });
      }
      return (row.element.dataset[field.name] || "").split(" ").includes(field.value);
    });
  }

  function rowsOf(body) {
    var group = null;
    return Array.from(body.rows).reduce(function (rows, element, place) {
      if (element.classList.contains("pb-group")) { group = element; return rows; }
      var cells = Array.from(element.cells).map(function (cell) { return cell.textContent.trim(); });
      rows.push({ element: element, place: place, group: group, cells: cells,
        said: plain(cells.join(" ") + " " + (group ? group.textContent : "")) });
      return rows;
    }, []);
  }

  function inOrder(rows, sort, lang) {
    var by = new Intl.Collator(lang, { numeric: true });
    return rows.slice().sort(function (a, b) {
      var order = sort.column ? by.compare(a.cells[sort.column - 1], b.cells[sort.column - 1]) : 0;
      return (sort.down ? -order : order) || a.place - b.place;
    });
  }

  /* ---- the page ---- */

  function place(body, rows, sort) {
    var parts = document.createDocumentFragment();
    var last = null;
    rows.forEach(function (row) {
      if (!sort.column && row.group && row.group !== last) { parts.appendChild(row.group); last = row.group; }
      parts.appendChild(row.element);
    });
    body.replaceChildren(parts);
  }

  function showGroups(rows) {
    rows.forEach(function (row) { if (row.group) { row.group.hidden = true; } });
    rows.forEach(function (row) { if (row.group && !row.element.hidden) { row.group.hidden = false; } });
  }

  function tell(output, shown, all) {
    output.textContent = output.dataset.shown.replace("{}", shown).replace("{}", all) + (shown ? "" : " " + output.dataset.none);
  }

  function headings(table, sort, changed) {
    return Array.from(table.tHead.rows[0].cells).map(function (cell, i) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "pb-sort";
      button.textContent = cell.textContent;
      button.addEventListener("click", function () {
        var again = sort.column === i + 1;
        sort.column = again && sort.down ? 0 : i + 1;
        sort.down = again && !sort.down;
        changed();
      });
      cell.replaceChildren(button);
      return cell;
    });
  }

  function markHeadings(cells, sort) {
    cells.forEach(function (cell, i) {
      if (i + 1 === sort.column) { cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending"); } else { cell.removeAttribute("aria-sort"); }
    });
  }

  function setUp(form, table) {
    var body = table.tBodies[0];
    var rows = rowsOf(body);
    var sort = { column: 0, down: false };
    var output = form.querySelector("output");
    var cells = headings(table, sort, changed);
    function draw() {
      rows.forEach(function (row) { row.element.hidden = !fits(row, form); });
      showGroups(rows);
      place(body, inOrder(rows, sort, document.documentElement.lang), sort);
      markHeadings(cells, sort);
      count();
    }
    function count() { tell(output, rows.filter(function (row) { return !row.element.hidden; }).length, rows.length); }
    function changed() {
      draw();
      var state = stateOf(form, sort);
      history.replaceState(null, "", state ? "#" + state : window.location.pathname + window.location.search);
    }
    function arrived() {
      var state = readHash();
      var row = state ? null : document.getElementById(window.location.hash.slice(1));
      if (!state && !(row && body.contains(row) && row.hidden)) { return; }
      apply(state || new URLSearchParams(), form, sort);
      draw();
      (row || form).scrollIntoView();
    }
    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function (event) {
      event.preventDefault(); /* the browser would empty the fields only after this */
      apply(new URLSearchParams(), form, sort);
      changed();
    });
    window.addEventListener("hashchange", arrived);
    count(); /* as it came, everything is shown in order */
    arrived();
  }

  document.querySelectorAll(".pb-filter").forEach(function (form) {
    var table = form.parentElement.querySelector(".pb-scoreboard");
    if (table) { setUp(form, table); }
  });
})();
