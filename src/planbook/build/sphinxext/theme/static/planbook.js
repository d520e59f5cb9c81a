/* The book's one script on every page: colours, the contents on a phone, charts that come alive when touched, code to
   copy, the filter of the gallery. Embed pages load it too and have neither header nor contents. */
(function () {
  "use strict";

  var THEME_KEY = "planbook-theme";
  var root = document.documentElement;
  var here = document.currentScript.src;

  /* ---- colours: set before the page is drawn ---- */

  function storedTheme() {
    try { return localStorage.getItem(THEME_KEY) || ""; } catch (error) { return ""; }
  }

  function storeTheme(theme) {
    try {
      if (theme) { localStorage.setItem(THEME_KEY, theme); } else { localStorage.removeItem(THEME_KEY); }
    } catch (error) { /* a browser that keeps nothing: the choice holds for this page */ }
  }

  function applyTheme(theme) {
    if (theme) { root.dataset.theme = theme; } else { delete root.dataset.theme; }
  }

  root.classList.add("pb-js");
  applyTheme(storedTheme());

  function setUpTheme() {
    var select = document.getElementById("pb-theme");
    if (!select) { return; }
    select.value = root.dataset.theme || "";
    select.addEventListener("change", function () {
      applyTheme(select.value);
      storeTheme(select.value);
    });
  }

  /* ---- contents on a narrow screen ---- */

  function setUpMenu() {
    var button = document.querySelector(".pb-menu-button");
    if (!button) { return; }
    button.setAttribute("role", "button");
    button.setAttribute("aria-controls", "pb-nav");
    function show(open) {
      root.classList.toggle("pb-menu-open", open);
      button.setAttribute("aria-expanded", String(open));
    }
    function toggle(event) {
      event.preventDefault();
      show(!root.classList.contains("pb-menu-open"));
    }
    show(false);
    button.addEventListener("click", toggle);
    button.addEventListener("keydown", function (event) { if (event.key === " ") { toggle(event); } });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && root.classList.contains("pb-menu-open")) {
        show(false);
        button.focus();
      }
    });
  }

  /* ---- print: what explains a verdict is printed even if it is folded, a picture even if nobody scrolled to it ---- */

  function setUpPrint() {
    var opened = [];
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("img.pb-day").forEach(function (picture) { picture.loading = "eager"; });
      document.querySelectorAll("details.pb-why:not([open]), details.pb-sources:not([open])").forEach(function (one) {
        one.open = true;
        opened.push(one);
      });
    });
    window.addEventListener("afterprint", function () {
      opened.splice(0).forEach(function (one) { one.open = false; });
    });
  }

  /* ---- live charts ---- */

  var loading = {};

  function load(url) {
    if (!loading[url]) {
      loading[url] = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = url;
        script.addEventListener("load", resolve);
        script.addEventListener("error", function () { reject(new Error(url)); });
        document.head.appendChild(script);
      });
    }
    return loading[url];
  }

  function addHost(chart, picture) {
    var host = document.createElement("div");
    host.className = "pb-live";
    host.hidden = true;
    host.style.aspectRatio = picture.getAttribute("width") + " / " + picture.getAttribute("height");
    chart.insertBefore(host, picture);
    return host;
  }

  function swap(figure, pictures, host) {
    host.hidden = false;
    pictures.forEach(function (picture) { picture.hidden = true; });
    figure.dataset.state = "live";
  }

  function enliven(figure) {
    var chart = figure.querySelector(".pb-chart");
    var pictures = chart.querySelectorAll("img"); /* for light pages, then for dark ones */
    var picture = pictures[0];
    var id = figure.dataset.card;
    var host = addHost(chart, picture);
    figure.dataset.state = "loading";
    return load(new URL("vega-bundle.js", here).href)
      .then(function () { return load(new URL("spec.js", picture.src).href); })
      .then(function () { return window.planbookEmbed(host, window.planbookCards[id]); })
      .then(function () { swap(figure, pictures, host); })
      .catch(function () { /* the still picture stays, and it shows everything */
        host.remove();
        figure.dataset.state = "still";
      });
  }

  function wake(event) {
    var chart = event.target.closest ? event.target.closest(".pb-chart") : null;
    var figure = chart && chart.closest(".pb-card");
    if (figure && !figure.dataset.state) { enliven(figure); }
  }

  function setUpCharts() {
    ["pointerdown", "keydown", "focusin"].forEach(function (kind) {
      document.addEventListener(kind, wake, { passive: true });
    });
  }

  /* ---- code to copy: the site's address is filled in where it is served; a folder has none to give ---- */

  function completeAddress(code) {
    if (!code.dataset.at || location.protocol.indexOf("http") !== 0) { return; }
    var at = code.dataset.at;
    var site = new URL(code.dataset.site, location.href).href;
    var text = code.querySelector("pre");
    text.textContent = text.textContent.split(at).join(site + at);
    delete code.dataset.at;
  }

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copySelected(button, told) {
    var done = false;
    try { done = document.execCommand("copy"); } catch (error) { /* stays selected, to be copied by hand */ }
    told.textContent = done ? button.dataset.done : button.dataset.byHand;
  }

  function copy(button) {
    var code = button.closest(".pb-code");
    var told = code.querySelector(".pb-copy-told");
    var text = code.querySelector("pre");
    select(text);
    if (!navigator.clipboard) { copySelected(button, told); return; }
    navigator.clipboard.writeText(text.textContent).then(
      function () { told.textContent = button.dataset.done; },
      function () { copySelected(button, told); });
  }

  function setUpCopying() {
    document.addEventListener("toggle", function (event) { /* none is seen before it is unfolded */
      event.target.querySelectorAll(".pb-code").forEach(completeAddress);
    }, true);
    if (location.protocol.indexOf("http") === 0) {
      document.querySelectorAll(".pb-root-hint").forEach(function (hint) { hint.hidden = true; });
    }
    document.querySelectorAll(".pb-copy").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { copy(button); });
    });
  }

  /* ---- the gallery's filter ---- */

  function setUpGallery() {
    var form = document.querySelector(".pb-gallery-filter");
    if (!form) { return; }
    var output = form.querySelector("output");
    var items = Array.from(document.querySelectorAll(".pb-gallery-item"));
    var choices = Array.from(form.querySelectorAll("select"));
    function show() {
      items.forEach(function (item) {
        item.hidden = choices.some(function (choice) { return choice.value && item.dataset[choice.name] !== choice.value; });
      });
      output.textContent = output.dataset.shown.replace("{}", items.filter(function (item) { return !item.hidden; }).length);
    }
    document.querySelectorAll(".pb-gallery-take").forEach(function (one) { /* code needs the whole width */
      one.addEventListener("toggle", function () { one.parentElement.classList.toggle("pb-wide", one.open); });
    });
    form.addEventListener("change", show);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    show();
  }

  document.addEventListener("DOMContentLoaded", function () {
    setUpTheme();
    setUpMenu();
    setUpPrint();
    setUpCharts();
    setUpCopying();
    setUpGallery();
  });
})();
