/* On the page of one chart: ?theme= and ?lang=, and the page's height told to whoever frames it (see resize.js). */
(function () {
  "use strict";

  var root = document.documentElement;
  var wish = new URLSearchParams(location.search);
  var THEMES = ["light", "dark", "contrast"];

  function applyTheme() {
    var theme = wish.get("theme");
    if (THEMES.indexOf(theme) >= 0) { root.dataset.theme = theme; }
  }

  function goToLanguage() {
    var lang = wish.get("lang");
    var known = (root.dataset.languages || "").split(" ");
    if (lang && lang !== root.dataset.lang && known.indexOf(lang) >= 0) {
      location.replace("../../../" + lang + "/charts/" + root.dataset.chart + "/index.html" + location.search);
    }
  }

  var told = 0;

  function tell(again) {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    if (window.parent !== window && (again === true || height !== told)) {
      told = height;
      window.parent.postMessage({ planbook: "height", height: height }, "*");
    }
  }

  applyTheme();
  goToLanguage();
  window.addEventListener("message", function (event) {
    if (event.data && event.data.planbook === "ask") { tell(true); }
  });
  document.addEventListener("DOMContentLoaded", function () {
    tell();
    if (window.ResizeObserver) { new ResizeObserver(function () { tell(); }).observe(document.body); }
  });
  window.addEventListener("load", tell);
})();
